"""Projects: drafted from an adopted programme, kept, edited, passed on by stages, followed."""
