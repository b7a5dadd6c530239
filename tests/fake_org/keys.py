"""The key pair of JWT logins."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@dataclass
class Keys:
    """The key pair of the app's JWT logins, made when first asked for."""

    _private: list[rsa.RSAPrivateKey] = field(default_factory=list)

    @property
    def private(self) -> rsa.RSAPrivateKey:
        """Return the private key."""
        if not self._private:
            self._private.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))
        return self._private[0]

    def pem(self) -> bytes:
        """Return the private key as the file that an administrator would have."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
