"""Settings of hearing RADIUS accounting, where hall switches tell by 802.1X who sits behind their ports."""

from pydantic import SecretStr

from nms.core.config.section import Address, Port, Section


class RadiusConfig(Section):
    """Hearing RADIUS accounting (RFC 2866): off while `listen` is "".

    Senders are the devices of the inventory by their addresses; `proxies` are servers that pass accounting on. The
    secret comes from the environment or from `nms secret set`: admission.radius, or admission.radius.DEVICE for one.
    """

    listen: str = ""
    port: Port = 1813
    secret: SecretStr = SecretStr("")
    proxies: tuple[Address, ...] = ()
