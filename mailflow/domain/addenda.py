"""temporary"""


def is_addendum(text: str) -> bool:
    """Tell."""
    return text.lower().startswith("addendum")
