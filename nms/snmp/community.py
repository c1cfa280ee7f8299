"""Asking by community, SNMPv1 and SNMPv2c, over the shared sockets."""

from nms.core.device import SnmpVersion
from nms.snmp import failures, messages
from nms.snmp.ber import MalformedError
from nms.snmp.endpoint import Endpoint, SilenceError, UnreadableError
from nms.snmp.failures import Target
from nms.snmp.messages import Answer, Request
from nms.snmp.sockets import Peer, resolve


class CommunityExchange:
    """One agent that is asked by community."""

    def __init__(self, target: Target, endpoint: Endpoint) -> None:
        self._target = target
        self._endpoint = endpoint
        self._peer: Peer | None = None

    @property
    def bulk(self) -> bool:
        """Whether the agent knows GETBULK."""
        return self._target.access.version is not SnmpVersion.V1

    async def ask(self, request: Request) -> Answer:
        """The agent's answer, whatever its error-status; NoAnswerError or SnmpError without one."""
        try:
            data = await self._ask(request)
            return messages.read_answer(data)
        except SilenceError as silence:
            raise self._target.silence(silence.other) from None
        except (UnreadableError, MalformedError) as error:
            raise self._target.failure(failures.MALFORMED) from error
        except OSError as error:
            raise self._target.failure(failures.CANNOT_SEND, reason=error.strerror or str(error)) from error

    async def _ask(self, request: Request) -> bytes:
        access = self._target.access
        if self._peer is None:
            self._peer = await resolve(self._target.address, access.port)

        def encode(number: int) -> bytes:
            return messages.encode(access.version, access.community, request, number)

        return await self._endpoint.ask(self._peer, encode, access.timeout_s, access.retries + 1)
