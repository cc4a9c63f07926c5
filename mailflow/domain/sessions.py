"""Somebody who looks at the status board."""

import hmac
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Session:
    """Whose address it is, the digest of the token that proves it, until when it counts, and the mark that its forms bear."""

    address: str
    digest: str
    until: datetime
    form_mark: str

    def owns(self, mark: str) -> bool:
        """Tell whether a form was made for this session."""
        return hmac.compare_digest(self.form_mark.encode(), mark.encode())
