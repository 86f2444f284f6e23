"""Plan: what may be done with each site, and which of it is best when."""
