"""What CISCO-PRODUCTS-MIB calls products that are too old, or too stripped, to name their chassis in ENTITY-MIB.

Number below ciscoProducts (1.3.6.1.4.1.9.1) and name, as published by Cisco.
"""

_NUMBERED = """
222 cisco7206VXR   282 cat6506   283 cat6509   323 catalyst295012   324 catalyst295024   325 catalyst295024C
359 catalyst2950t24   366 catalyst355024   367 catalyst355048   368 catalyst355012T   400 cat6513   431 catalyst355012G
449 cat6503   501 cat4507   502 cat4506   503 cat4503   509 cisco7609   511 catalyst375024   512 catalyst375048
513 catalyst375024TS   514 catalyst375024T   516 catalyst37xxStack   527 catalyst297024   528 cisco7613
530 catalyst3750Ge12Sfp   535 catalyst375048PS   536 catalyst375024PS   537 catalyst4510   543 cisco3825   544 cisco3845
559 catalyst295048T   560 catalyst295048SX   561 catalyst297024TS   563 catalyst356024PS   564 catalyst356048PS
571 cisco871   574 catalyst375024ME   576 cisco2811   577 cisco2821   578 cisco2851   590 cisco12006
591 catalyst3750G16TD   614 catalyst3560G24PS   615 catalyst3560G24TS   616 catalyst3560G48PS   617 catalyst3560G48TS
620 cisco1841   633 catalyst356024TS   634 catalyst356048TS   694 catalyst296024   695 catalyst296048
696 catalyst2960G24   697 catalyst2960G48   716 catalyst296024TT   717 catalyst296048TT   923 ciscoASR1002
924 ciscoASR1004   925 ciscoASR1006   1006 catalyst29608TCS   1017 ciscoASR9010   1018 ciscoASR9006   1041 cisco3945
1042 cisco3925   1043 cisco2951   1044 cisco2921   1045 cisco2911   1046 cisco2901   1047 cisco1941   1069 cisco5500Wlc
1116 ciscoASR1002F   1117 ciscoASR1001   1208 cat29xxStack   1473 ciscoIE20008TCG   2066 cat36xxstack
2102 ciscoASR92024SZM   2349 ciscoNCS5508   2413 ciscoNCS5504
"""


def _named(numbered: str) -> dict[str, str]:
    words = numbered.split()
    return {f"9.1.{number}": name for number, name in zip(words[::2], words[1::2], strict=True)}


PRODUCTS: dict[str, str] = _named(_NUMBERED)
