"""The glossary in code: records, data dictionary, errors."""
