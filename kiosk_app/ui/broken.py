"""What is raised when the program's own screens are at fault; named here so that nobody needs Qt to catch it."""


class BrokenScreen(Exception):
    """The screens could not be loaded; says which file and line."""
