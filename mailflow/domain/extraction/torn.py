"""Addresses that a program tore when it wrapped a line."""


def is_open(joined: str) -> bool:
    """Tell whether an address begins above: `>` before `<`."""
    close, begin = joined.find(">"), joined.find("<")
    return close >= 0 and (begin < 0 or close < begin or joined[:1] == "<")


def mended(joined: str) -> str:
    """Return a line with its addresses whole, and without what links add to them."""
    return joined.replace("< ", "<").replace(" >", ">").replace("<mailto:", "<").replace("mailto:", "")
