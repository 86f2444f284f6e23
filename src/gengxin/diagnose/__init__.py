"""From a district to its check-up: indicators, findings, causes."""
