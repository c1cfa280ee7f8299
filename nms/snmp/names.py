"""Names of the objects and notifications that collectors and trap rules use: a flat table, no MIB files at run time."""

from collections.abc import Mapping

from nms.core.ports import Oid


def oid(dotted: str) -> Oid:
    """An OID from its dotted text; ValueError for anything else."""
    return tuple(int(arc) for arc in dotted.strip(".").split("."))


def _column(first: int, *names: str) -> dict[str, str]:
    return {str(arc): name for arc, name in enumerate(names, start=first)}


def _ds1_counts(table: str, first: int) -> dict[str, str]:
    counts = ("ESs", "SESs", "SEFSs", "UASs", "CSSs", "PCVs", "LESs", "BESs", "DMs", "LCVs")
    return _column(first, *(f"dsx1{table}{count}" for count in counts))


# parent → {arcs below it: name}; sources: the MIB of the RFC or vendor named beside each
GROUPS: Mapping[str, Mapping[str, str]] = {
    # SNMPv2-MIB (RFC 3418)
    "1.3.6.1.2.1.1": _column(
        1, "sysDescr", "sysObjectID", "sysUpTime", "sysContact", "sysName", "sysLocation", "sysServices"
    ),
    "1.3.6.1.6.3.1.1.4": {"1": "snmpTrapOID", "3": "snmpTrapEnterprise"},
    "1.3.6.1.6.3.1.1.5": _column(
        1, "coldStart", "warmStart", "linkDown", "linkUp", "authenticationFailure", "egpNeighborLoss"
    ),
    "1.3.6.1.6.3.18.1": {"3": "snmpTrapAddress", "4": "snmpTrapCommunity"},
    # IF-MIB (RFC 2863)
    "1.3.6.1.2.1.2": {"1": "ifNumber"},
    "1.3.6.1.2.1.2.2.1": _column(
        1, "ifIndex", "ifDescr", "ifType", "ifMtu", "ifSpeed", "ifPhysAddress", "ifAdminStatus", "ifOperStatus",
        "ifLastChange", "ifInOctets", "ifInUcastPkts", "ifInNUcastPkts", "ifInDiscards", "ifInErrors",
        "ifInUnknownProtos", "ifOutOctets", "ifOutUcastPkts", "ifOutNUcastPkts", "ifOutDiscards", "ifOutErrors",
    ),
    "1.3.6.1.2.1.31.1.1.1": _column(
        1, "ifName", "ifInMulticastPkts", "ifInBroadcastPkts", "ifOutMulticastPkts", "ifOutBroadcastPkts",
        "ifHCInOctets", "ifHCInUcastPkts", "ifHCInMulticastPkts", "ifHCInBroadcastPkts", "ifHCOutOctets",
        "ifHCOutUcastPkts", "ifHCOutMulticastPkts", "ifHCOutBroadcastPkts", "ifLinkUpDownTrapEnable", "ifHighSpeed",
        "ifPromiscuousMode", "ifConnectorPresent", "ifAlias", "ifCounterDiscontinuityTime",
    ),
    "1.3.6.1.2.1.31.1": {"2.1.3": "ifStackStatus", "5": "ifTableLastChange"},
    # EtherLike-MIB (RFC 3635)
    "1.3.6.1.2.1.10.7.2.1": {"2": "dot3StatsAlignmentErrors", "3": "dot3StatsFCSErrors", "19": "dot3StatsDuplexStatus"},
    # DS1-MIB (RFC 4805); the interval table's columns are one arc further than the others'
    "1.3.6.1.2.1.10.18.6.1": _column(
        1, "dsx1LineIndex", "dsx1IfIndex", "dsx1TimeElapsed", "dsx1ValidIntervals", "dsx1LineType", "dsx1LineCoding",
        "dsx1SendCode", "dsx1CircuitIdentifier", "dsx1LoopbackConfig", "dsx1LineStatus", "dsx1SignalMode",
        "dsx1TransmitClockSource", "dsx1Fdl", "dsx1InvalidIntervals", "dsx1LineLength", "dsx1LineStatusLastChange",
        "dsx1LineStatusChangeTrapEnable", "dsx1LoopbackStatus", "dsx1Ds1ChannelNumber", "dsx1Channelization",
    ),
    "1.3.6.1.2.1.10.18.7.1": {"1": "dsx1CurrentIndex", **_ds1_counts("Current", 2)},
    "1.3.6.1.2.1.10.18.8.1": {
        "1": "dsx1IntervalIndex", "2": "dsx1IntervalNumber", **_ds1_counts("Interval", 3),
        "13": "dsx1IntervalValidData",
    },
    "1.3.6.1.2.1.10.18.9.1": {"1": "dsx1TotalIndex", **_ds1_counts("Total", 2)},
    "1.3.6.1.2.1.10.18.15.0": {"1": "dsx1LineStatusChange"},
    # SONET-MIB (RFC 3592)
    "1.3.6.1.2.1.10.39.1.1.1.1": _column(
        1, "sonetMediumType", "sonetMediumTimeElapsed", "sonetMediumValidIntervals", "sonetMediumLineCoding",
        "sonetMediumLineType", "sonetMediumCircuitIdentifier", "sonetMediumInvalidIntervals",
    ),
    "1.3.6.1.2.1.10.39.1.2.1.1": _column(
        1, "sonetSectionCurrentStatus", "sonetSectionCurrentESs", "sonetSectionCurrentSESs",
        "sonetSectionCurrentSEFSs", "sonetSectionCurrentCVs",
    ),
    "1.3.6.1.2.1.10.39.1.3.1.1": _column(
        1, "sonetLineCurrentStatus", "sonetLineCurrentESs", "sonetLineCurrentSESs", "sonetLineCurrentCVs",
        "sonetLineCurrentUASs",
    ),
    "1.3.6.1.2.1.10.39.2.1.1.1": _column(
        1, "sonetPathCurrentWidth", "sonetPathCurrentStatus", "sonetPathCurrentESs", "sonetPathCurrentSESs",
        "sonetPathCurrentCVs", "sonetPathCurrentUASs",
    ),
    "1.3.6.1.2.1.10.39.3.1.1.1": _column(
        1, "sonetVTCurrentWidth", "sonetVTCurrentStatus", "sonetVTCurrentESs", "sonetVTCurrentSESs",
        "sonetVTCurrentCVs", "sonetVTCurrentUASs",
    ),
    # IP-MIB (RFC 4293), BRIDGE-MIB (RFC 4188), Q-BRIDGE-MIB (RFC 4363)
    "1.3.6.1.2.1.4.22.1": _column(
        1, "ipNetToMediaIfIndex", "ipNetToMediaPhysAddress", "ipNetToMediaNetAddress", "ipNetToMediaType"
    ),
    "1.3.6.1.2.1.4.35.1": {"4": "ipNetToPhysicalPhysAddress", "7": "ipNetToPhysicalState"},
    "1.3.6.1.2.1.17": {
        "1.1": "dot1dBaseBridgeAddress", "1.4.1.2": "dot1dBasePortIfIndex", "4.3.1.1": "dot1dTpFdbAddress",
        "4.3.1.2": "dot1dTpFdbPort", "4.3.1.3": "dot1dTpFdbStatus", "7.1.2.2.1.2": "dot1qTpFdbPort",
        "7.1.2.2.1.3": "dot1qTpFdbStatus", "7.1.4.2.1.3": "dot1qVlanFdbId", "7.1.4.3.1.1": "dot1qVlanStaticName",
        "7.1.4.3.1.2": "dot1qVlanStaticEgressPorts", "7.1.4.3.1.4": "dot1qVlanStaticUntaggedPorts",
        "7.1.4.5.1.1": "dot1qPvid", "0.1": "newRoot", "0.2": "topologyChange",
    },
    # LLDP-MIB (IEEE 802.1AB-2005), IEEE8021-PAE-MIB
    "1.0.8802.1.1.2.1": {
        "3.1": "lldpLocChassisIdSubtype", "3.2": "lldpLocChassisId", "3.3": "lldpLocSysName",
        "3.7.1.2": "lldpLocPortIdSubtype", "3.7.1.3": "lldpLocPortId", "3.7.1.4": "lldpLocPortDesc",
        "4.1.1.4": "lldpRemChassisIdSubtype", "4.1.1.5": "lldpRemChassisId", "4.1.1.6": "lldpRemPortIdSubtype",
        "4.1.1.7": "lldpRemPortId", "4.1.1.8": "lldpRemPortDesc", "4.1.1.9": "lldpRemSysName",
        "2.2": "lldpStatsRemTablesInserts", "2.3": "lldpStatsRemTablesDeletes", "2.4": "lldpStatsRemTablesDrops",
        "2.5": "lldpStatsRemTablesAgeouts",
    },
    "1.0.8802.1.1.2.0.0": {"1": "lldpRemTablesChange"},
    "1.0.8802.1.1.1.1.2": {
        "1.1.1": "dot1xAuthPaeState", "1.1.5": "dot1xAuthAuthControlledPortStatus", "4.1.9": "dot1xAuthSessionUserName",
    },
    # ENTITY-MIB (RFC 6933), ENTITY-SENSOR-MIB (RFC 3433), HOST-RESOURCES-MIB (RFC 2790), POWER-ETHERNET-MIB (RFC 3621)
    "1.3.6.1.2.1.47.1.1.1.1": _column(
        1, "entPhysicalIndex", "entPhysicalDescr", "entPhysicalVendorType", "entPhysicalContainedIn",
        "entPhysicalClass", "entPhysicalParentRelPos", "entPhysicalName", "entPhysicalHardwareRev",
        "entPhysicalFirmwareRev", "entPhysicalSoftwareRev", "entPhysicalSerialNum", "entPhysicalMfgName",
        "entPhysicalModelName",
    ),
    "1.3.6.1.2.1.47": {
        "1.3.2.1.2": "entAliasMappingIdentifier", "1.4.1": "entLastChangeTime", "2.0.1": "entConfigChange",
    },
    "1.3.6.1.2.1.99.1.1.1": _column(
        1, "entPhySensorType", "entPhySensorScale", "entPhySensorPrecision", "entPhySensorValue",
        "entPhySensorOperStatus", "entPhySensorUnitsDisplay", "entPhySensorValueTimeStamp",
    ),
    "1.3.6.1.2.1.25": {
        "1.1": "hrSystemUptime", "1.2": "hrSystemDate", "3.3.1.2": "hrProcessorLoad", "2.3.1.2": "hrStorageType",
        "2.3.1.3": "hrStorageDescr", "2.3.1.4": "hrStorageAllocationUnits", "2.3.1.5": "hrStorageSize",
        "2.3.1.6": "hrStorageUsed",
    },
    "1.3.6.1.2.1.105": {
        "1.1.1.3": "pethPsePortAdminEnable", "1.1.1.6": "pethPsePortDetectionStatus",
        "1.1.1.10": "pethPsePortPowerClassifications", "1.3.1.1.2": "pethMainPsePower",
        "1.3.1.1.3": "pethMainPseOperStatus", "1.3.1.1.4": "pethMainPseConsumptionPower",
        "0.1": "pethPsePortOnOffNotification", "0.2": "pethMainPowerUsageOnNotification",
    },
    # RMON-MIB (RFC 2819), OSPF-TRAP-MIB (RFC 4750), BGP4-MIB (RFC 4273), BFD-STD-MIB (RFC 7331)
    "1.3.6.1.2.1.16": {
        "3.1.1.3": "alarmVariable", "3.1.1.4": "alarmSampleType", "3.1.1.5": "alarmValue",
        "3.1.1.7": "alarmRisingThreshold", "3.1.1.8": "alarmFallingThreshold",
        "0.1": "risingAlarm", "0.2": "fallingAlarm",
    },
    "1.3.6.1.2.1.14": {
        "1.1": "ospfRouterId", "7.1.12": "ospfIfState", "10.1.1": "ospfNbrIpAddr", "10.1.3": "ospfNbrRtrId",
        "10.1.6": "ospfNbrState", "16.2.2": "ospfNbrStateChange", "16.2.16": "ospfIfStateChange",
    },
    "1.3.6.1.2.1.15": {
        "3.1.2": "bgpPeerState", "3.1.7": "bgpPeerRemoteAddr", "3.1.14": "bgpPeerLastError",
        "0.1": "bgpEstablishedNotification", "0.2": "bgpBackwardTransNotification", "7.1": "bgpEstablished",
        "7.2": "bgpBackwardTransition",
    },
    "1.3.6.1.2.1.222": {"0.1": "bfdSessUp", "0.2": "bfdSessDown", "1.2.1.11": "bfdSessState"},
    # MPLS-L3VPN-STD-MIB (RFC 4382), PW-STD-MIB (RFC 5601), MPLS-LDP-STD-MIB (RFC 3815)
    "1.3.6.1.2.1.10.166.11": {
        "0.1": "mplsL3VpnVrfUp", "0.2": "mplsL3VpnVrfDown", "1.2.2.1.4": "mplsL3VpnVrfRD",
        "1.2.2.1.6": "mplsL3VpnVrfOperStatus", "1.2.1.1.2": "mplsL3VpnIfVpnClassification",
    },
    "1.3.6.1.2.1.10.246": {"0.1": "pwDown", "0.2": "pwUp", "1.2.1.12": "pwID", "1.2.1.38": "pwOperStatus"},
    "1.3.6.1.2.1.10.166.4": {
        "0.3": "mplsLdpSessionUp", "0.4": "mplsLdpSessionDown", "1.3.3.1.2": "mplsLdpSessionState",
    },
    # IEEE802dot11-MIB
    "1.2.840.10036": {
        "1.1.1.9": "dot11DesiredSSID", "1.5.1.1": "dot11PrivacyInvoked", "2.1.1.1": "dot11MACAddress",
        "2.2.1.1": "dot11TransmittedFragmentCount", "2.2.1.3": "dot11FailedCount", "2.2.1.4": "dot11RetryCount",
        "2.2.1.9": "dot11ACKFailureCount", "2.2.1.12": "dot11FCSErrorCount", "4.3.1.10": "dot11CurrentTxPowerLevel",
        "4.5.1.1": "dot11CurrentChannel", "4.11.1.1": "dot11CurrentFrequency", "1.6.0.1": "dot11Disassociate",
        "1.6.0.2": "dot11Deauthenticate", "1.6.0.3": "dot11AuthenticateFail",
    },
    # Huawei (2011): HUAWEI-ENTITY-EXTENT-MIB, HUAWEI-WLAN-AP-MIB, HUAWEI-XPON-MIB, alarms
    "1.3.6.1.4.1.2011.5.25.31.1.1": {
        "1.1.5": "hwEntityCpuUsage", "1.1.7": "hwEntityMemUsage", "1.1.11": "hwEntityTemperature",
        "3.1.8": "hwEntityOpticalRxPower", "3.1.9": "hwEntityOpticalTxPower",
        "3.1.32": "hwEntityOpticalLaneRxPower", "3.1.33": "hwEntityOpticalLaneTxPower",
    },
    "1.3.6.1.4.1.2011.6.139.13": {
        "3.3.1.1": "hwWlanApMac", "3.3.1.2": "hwWlanApSn", "3.3.1.3": "hwWlanApTypeInfo", "3.3.1.4": "hwWlanApName",
        "3.3.1.6": "hwWlanApRunState", "3.3.1.13": "hwWlanApIpAddress", "3.3.1.44": "hwWlanApOnlineUserNum",
        "1.1.1": "hwApFaultTrap", "1.1.2": "hwApNormalTrap", "1.1.5": "hwUnAuthorizedApRecordExistTrap",
        "1.1.14": "hwDyingGaspTrap",
    },
    "1.3.6.1.4.1.2011.6.128.1.1.2": {
        "43.1.3": "hwGponDeviceOntSn", "43.1.9": "hwGponDeviceOntDespt", "46.1.15": "hwGponDeviceOntControlRunStatus",
        "46.1.20": "hwGponDeviceOntControlRanging", "51.1.1": "hwGponOntOpticalDdmTemperature",
        "51.1.3": "hwGponOntOpticalDdmTxPower", "51.1.4": "hwGponOntOpticalDdmRxPower",
        "51.1.6": "hwGponOntOpticalDdmOltRxOntPower",
    },
    "1.3.6.1.4.1.2011.5.25": {
        "42.2.1.7.6": "hwPortSecRcvInsecurePktAlarm", "119.4.1.2.3": "hwPWVcDown", "119.1.2.1": "hwVplsVcDown",
        "119.1.2.2": "hwVplsVcUp", "219.2.2.3": "hwBoardFail", "219.2.4.5": "hwOpticalInvalid",
        "219.2.5.3": "hwPowerFail",
        "219.2.15.1": "hwMemUtilizationRising", "129.2.4.1": "hwCPUUtilizationRisingAlarm",
    },
    # H3C (25506): HH3C-ENTITY-EXT-MIB, HH3C-TRANSCEIVER-INFO-MIB, HH3C-DOT11-APMT-MIB, HH3C-SECP-MIB
    "1.3.6.1.4.1.25506.2": {
        "6.1.1.1.1.6": "hh3cEntityExtCpuUsage", "6.1.1.1.1.8": "hh3cEntityExtMemUsage",
        "6.1.1.1.1.12": "hh3cEntityExtTemperature", "70.1.1.1.9": "hh3cTransceiverCurTXPower",
        "70.1.1.1.12": "hh3cTransceiverCurRXPower", "75.2.1.1.1.4": "hh3cDot11APOperationStatus",
        "75.2.1.2.1.8": "hh3cDot11CurrAPName", "75.2.1.2.1.2": "hh3cDot11CurrAPIPAddress",
        "6.2.0.4": "hh3cEntityExtCpuUsageThresholdNotfication", "6.2.0.5": "hh3cEntityExtMemUsageThresholdNotification",
        "26.1.3.2": "hh3cSecureViolation",
    },
    # Cisco and Airespace: CISCO-PROCESS-MIB, CISCO-MEMORY-POOL-MIB, CISCO-PORT-SECURITY-MIB, AIRESPACE-WIRELESS-MIB
    "1.3.6.1.4.1.9.9": {
        "109.1.1.1.1.7": "cpmCPUTotal1minRev", "109.1.1.1.1.8": "cpmCPUTotal5minRev",
        "48.1.1.1.2": "ciscoMemoryPoolName",
        "48.1.1.1.5": "ciscoMemoryPoolUsed", "48.1.1.1.6": "ciscoMemoryPoolFree", "221.1.1.1.1.18": "cempMemPoolHCUsed",
        "91.1.1.1.1.4": "entSensorValue", "68.1.2.2.1.2": "vmVlan", "315.1.2.1.1.2": "cpsIfPortSecurityStatus",
        "315.1.2.1.1.3": "cpsIfMaxSecureMacAddr", "315.1.2.1.1.4": "cpsIfCurrentSecureMacAddrCount",
        "315.1.2.1.1.9": "cpsIfViolationCount", "315.1.2.1.1.10": "cpsIfSecureLastMacAddress",
        "315.0.0.1": "cpsSecureMacAddrViolation", "548.0.1.1": "cErrDisableInterfaceEvent",
        "43.2.0.1": "ciscoConfigManEvent", "215.2.0.1": "cmnMacChangedNotification",
    },
    "1.3.6.1.4.1.9.10.106.2": {"1": "cpwVcDown", "2": "cpwVcUp"},
    "1.3.6.1.4.1.14179.2.2": {
        "1.1.3": "bsnAPName", "1.1.6": "bsnAPOperationStatus", "1.1.19": "bsnApIpAddress",
        "2.1.4": "bsnAPIfPhyChannelNumber", "2.1.6": "bsnAPIfPhyTxPowerLevel", "2.1.15": "bsnApIfNoOfUsers",
    },
    # Raisecom, Ruijie and net-snmp
    "1.3.6.1.4.1.8886.1.1.1.3.1.2.1": {"2": "raisecomTotalCPUUtilization"},
    "1.3.6.1.4.1.4881.1.1.10.2.36.1.1": {"3": "ruijieCPUUtilization5Min"},
    "1.3.6.1.4.1.8072.4.0": _column(1, "nsNotifyStart", "nsNotifyShutdown", "nsNotifyRestart"),
}  # fmt: skip

OBJECTS: Mapping[Oid, str] = {
    oid(f"{parent}.{arcs}"): name for parent, children in GROUPS.items() for arcs, name in children.items()
}
DEPTHS = sorted({len(known) for known in OBJECTS}, reverse=True)


def object_of(instance: Oid) -> tuple[str, Oid]:
    """The name of the object that an instance belongs to, and the index that remains; ("", instance) if unknown."""
    for depth in DEPTHS:
        name = OBJECTS.get(instance[:depth]) if depth <= len(instance) else None
        if name:
            return name, instance[depth:]
    return "", instance


def name_of(instance: Oid) -> str:
    """An OID as people read it: "ifDescr.5", "linkDown", or dotted where the table does not know it."""
    name, index = object_of(instance)
    return ".".join([name, *map(str, index)] if name else map(str, index))
