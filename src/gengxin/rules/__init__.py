"""The law book: dated, sourced limits and standards as data, and how they bind."""
