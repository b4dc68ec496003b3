"""What each event does, a file a subject. Pure; which of them stands where is the table in `core/session.py`."""
