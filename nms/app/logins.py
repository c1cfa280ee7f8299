"""Logins of devices: user names out of the settings, passwords out of the environment or the sealed secrets."""

from nms.app.secrets import Secrets
from nms.core.change_ports import Login
from nms.core.config import CliConfig, LoginConfig
from nms.core.device import Device
from nms.core.errors import CliError


class StoredLogins:
    """Finds the login of a device (`nms.core.change_ports.Logins`).

    `cli.credentials.NAME` names the user; what the environment does not say of it is looked for among the secrets:
    `cli.NAME.username`, `cli.NAME.password`, `cli.NAME.enable`.
    """

    def __init__(self, config: CliConfig, secrets: Secrets) -> None:
        self._config, self._secrets = config, secrets

    def of(self, device: Device) -> Login:
        """Nothing where telnet asks for nothing. CliError: NMS-ACC-022 (no credential), 025 (incomplete login)."""
        name = device.cli.credential if device.cli else ""
        if not name:
            if device.cli and device.cli.transport == "telnet":
                return Login("")
            raise CliError("NMS-ACC-022", device=device.name)
        settings = self._config.credentials.get(name, LoginConfig())
        username = settings.username or self._secret(name, "username")
        password = settings.password.get_secret_value() or self._secret(name, "password")
        enable = settings.enable.get_secret_value() or self._secret(name, "enable")
        if not (username or password):
            raise CliError("NMS-ACC-025", device=device.name, credential=name)
        return Login(username, password, enable)

    def _secret(self, name: str, part: str) -> str:
        return self._secrets.value(f"cli.{name}.{part}") or ""
