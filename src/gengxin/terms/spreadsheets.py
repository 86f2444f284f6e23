"""What a spreadsheet would run: texts that begin as a formula does."""

__all__ = ["AS_WORDS", "FORMULA_BEGINS", "unrun"]

# as OWASP lists them ("CSV injection"); spreadsheets take the wide signs of Chinese typing for the
# narrow ones
FORMULA_BEGINS = tuple("=+-@\t\r\n＝＋－＠")
# before such a text, it makes words of it
AS_WORDS = "'"


def unrun(text: str) -> str:
    """The text as a cell that no spreadsheet runs: with an apostrophe before it where one would.

    >>> unrun("=HYPERLINK(1)"), unrun("plan, art. 3")
    ("'=HYPERLINK(1)", 'plan, art. 3')
    """
    return f"{AS_WORDS}{text}" if text.startswith(FORMULA_BEGINS) else text
