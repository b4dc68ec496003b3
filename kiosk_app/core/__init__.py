"""The core: what happens, what follows from it, what is shown. Pure: calls nobody, imports nothing of ours."""
