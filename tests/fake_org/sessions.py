"""Who may call: users, the tokens they hold, and how those end."""

import secrets
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """One user of the org."""

    id: str
    username: str
    name: str


class Sessions:
    """Tokens that were given out and still hold."""

    def __init__(self, org_id: str, uses: int | None) -> None:
        self._org_id = org_id
        self._uses = uses
        self._left: dict[str, int | None] = {}
        self._users: dict[str, User] = {}
        self._lock = threading.Lock()

    def issue(self, user: User) -> str:
        """Return a new token of ``user``."""
        token = f"{self._org_id[:15]}!AQ{secrets.token_urlsafe(60)}"
        with self._lock:
            self._left[token] = self._uses
            self._users[token] = user
        return token

    def user_of(self, token: str) -> User | None:
        """Return whose token it is, and count one use; None for one that does not hold (any more)."""
        with self._lock:
            if token not in self._left:
                return None
            left = self._left[token]
            if left is not None:
                self._left[token] = left - 1
                if left <= 0:
                    del self._left[token]
                    return None
            return self._users[token]

    @property
    def issued(self) -> list[str]:
        """Return every token that was ever given out."""
        with self._lock:
            return list(self._users)

    def expire(self) -> None:
        """End every session that there is; a new login starts another."""
        with self._lock:
            self._left.clear()
