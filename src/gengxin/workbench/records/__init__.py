"""Records as people meet them: what they send, what they are shown, what they may ask for."""

from gengxin.workbench.records.asking import Asked, asked_of, asking_words
from gengxin.workbench.records.forms import FORMS, Form, Place
from gengxin.workbench.records.sheets import as_csv
from gengxin.workbench.records.showing import shown, shown_event

__all__ = [
    "FORMS",
    "Asked",
    "Form",
    "Place",
    "as_csv",
    "asked_of",
    "asking_words",
    "shown",
    "shown_event",
]
