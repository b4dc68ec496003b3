"""The core: what happens, what follows from it, and what is shown. Pure; it calls nobody and imports nothing of ours."""
