"""The bridge to the city's system: what we say on its wire, what it may say to us, and who carries it.

Imports nothing by itself: `requests`, `voluptuous` and PyNaCl are loaded by the file that needs them, after the
first frame.
"""
