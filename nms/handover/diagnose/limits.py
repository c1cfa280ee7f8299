"""From where on the rules call a number a fault."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares are 0…1, levels RXLEV, differences dB. Healthy networks stay well below every one of them."""

    confidence: float = 0.95  # that a share is truly above its limit, before a rule speaks
    least: int = 30  # trials of a share before a rule looks at it
    failure: float = 0.08  # radio failures of a relation
    heard: float = 0.05  # reports of a cell in which a cell without relation is heard
    heard_full: float = 0.10  # … where a list of neighbours is full, so that another one has to give way
    heard_level: float = 15  # RXLEV from which such a cell could carry the call
    reach: float = 2.5  # times the ring of neighbours, from where on a cell is heard too far away
    far_hearers: int = 3  # cells that hear it there
    beyond: float = 1.5  # times that ring: beyond the cells next to it
    beyond_hearers: int = (
        6  # cells that hear it there, more than hear it nearer: not a site whose neighbours are missing
    )
    unanswered: float = 0.10  # requests that the target's side never took up
    site_failure: float = 0.12  # radio failures between a site and all others
    site_share: float = 0.8  # relations of the site that fail more than `failure`
    no_channel: float = 0.05  # requests for which the target had no channel
    load: float = 80  # percent of traffic channels busy
    balance_db: float = 6  # uplink less downlink, off what is planned
    balance_spreads: float = 3  # and so many times the spread among transceivers
    ping_pong: float = 0.08  # successes that are followed by the way back
    to_and_fro: float = 0.9  # the same guessed without timestamps
    handovers_per_call: float = 3.0
    pair_sum: int = 2  # dB: PBGT thresholds of both directions together, at or below which calls swing
    pair_sum_good: int = 6
    low_level: float = 0.15  # reports below the edge threshold
    few_handovers: float = 0.3  # of the network's handovers per call
    long_watch: int = 8  # s: N of the edge test from where on it is slow
    long_filter: int = 12  # MR
    trx_failure: float = 0.12  # radio failures on one transceiver
    far_strong: float = 0.05  # reports from far away at a good level
    incompatible: float = 0.02  # requests refused for ciphering or channel mode
    pbgt_share: float = 0.1  # of a network's commands, from where on PBGT is at work in it
    power_reduction_db: float = 2.0


LIMITS = Limits()
