"""Offers: parties, what is offered to them, their interest, sealed bids, award and contract."""
