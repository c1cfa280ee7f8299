"""TextFSM templates for what the published set lacks: pseudo wires, channelised STM-1, VSIs, cells of osmo-bsc."""

from collections.abc import Mapping

_L2VC = r"""Value Required,Filldown INTERFACE (\S+)
Value SESSION (\S+)
Value AC (\S+)
Value STATE (\S+)
Value ID (\d+)
Value TYPE (\S.*?)
Value PEER (\d+\.\d+\.\d+\.\d+)

Start
  ^\s*\*[Cc]lient [Ii]nterface\s*:\s*\S+ -> Continue.Record
  ^\s*\*[Cc]lient [Ii]nterface\s*:\s*\S+ -> Continue.Clearall
  ^\s*\*[Cc]lient [Ii]nterface\s*:\s*${INTERFACE}(?:\s|$$)
  ^\s*[Ss]ession [Ss]tate\s*:\s*${SESSION}\s*$$
  ^\s*AC [Ss]tat(?:e|us)\s*:\s*${AC}\s*$$
  ^\s*VC [Ss]tate\s*:\s*${STATE}\s*$$
  ^\s*VC ID\s*:\s*${ID}\s*$$
  ^\s*VC [Tt]ype\s*:\s*${TYPE}\s*$$
  ^\s*[Dd]estination\s*:\s*${PEER}\s*$$
"""

_CPOS = r"""Value Filldown CONTROLLER (\S+)
Value Filldown STATE (\S+(?: \S+)*)
Value Required E1 (\d+)
Value E1_STATE (\S+)
Value STATUS (\d+)
Value LINE (\S.*?)

Start
  ^${CONTROLLER} current state\s*:\s*${STATE}\s*$$
  ^\s*E1 ${E1}\s+${E1_STATE}(?:\s+status\s+${STATUS})?(?:\s+${LINE})?\s*$$ -> Record
"""

_VSI = r"""Value Required NAME (\S+)
Value ID (\d+)
Value List PEERS (\d+\.\d+\.\d+\.\d+)
Value List INTERFACES (\S+)

Start
  ^\s*\*\*\*VSI Name\s*: -> Continue.Record
  ^\s*\*\*\*VSI Name\s*:\s*${NAME}\s*$$
  ^\s*VSI ID\s*:\s*${ID}\s*$$
  ^\s*\*Peer Router ID\s*:\s*${PEERS}\s*$$
  ^\s*Interface Name\s*:\s*${INTERFACES}\s*$$
"""

_BTS = r"""Value Required BTS (\d+)
Value TYPE (\S+)
Value BAND (\S+)
Value CI (\d+)
Value LAC (\d+)
Value BSIC (\d+)
Value TRX (\d+)
Value ARFCNS (\d+(?: \d+)*)
Value OPER ('[^']*'|\S+)
Value ADMIN ('[^']*'|\S+)

Start
  ^BTS \d+ is of -> Continue.Record
  ^BTS ${BTS} is of ${TYPE} type in band ${BAND}, has CI ${CI} LAC ${LAC}, BSIC ${BSIC} .*and ${TRX} TRX
  ^\s+ARFCNs: ${ARFCNS}\s*$$
  ^\s+NM State: Oper ${OPER}, Admin ${ADMIN},
"""

OWN: Mapping[str, Mapping[str, str]] = {
    "huawei_vrp": {
        r"display mpls l2vc\b": _L2VC,
        r"display controller cpos\b": _CPOS,
        r"display vsi\b": _VSI,
    },
    "osmo_bsc": {r"show bts(?: \d+)?$": _BTS},
}
"""Parser name of a dialect → command (regular expression) → template."""
