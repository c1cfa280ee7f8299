"""Parameters of the engine: what a cell, and a cell towards one neighbour, may be set to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nms.core.errors import InvalidError
from nms.handover.parameter import choice, row, switch

WEIGHTS: Final = tuple(f"drop_a{number}" for number in range(1, 9))
WEIGHT_SUM: Final = 80
INTERPOLATE, WORST = 0, 1  # positions of `lost_quality`
ANY, CONSECUTIVE = 0, 1  # positions of `persistence`
GREATER, LESS = 0, 1  # positions of `drop_sense`


@dataclass(frozen=True, slots=True)
class CellParameters:
    """One cell. Levels are RXLEV 0…63, qualities RXQUAL × 10, times seconds, P and N seconds of reports."""

    lost_reports: int = row(0, 31, 4, "MR", mml="GCELLHOAD ALLOWMRLOST")
    lost_quality: int = choice("interpolate", "worst", default="interpolate", source="remembered")
    level_filter: int = row(1, 31, 6, "MR", mml="GCELLHOAD TCHLEVFILTER")
    quality_filter: int = row(1, 31, 6, "MR", mml="GCELLHOAD TCHQUALFILTER")
    neighbour_filter: int = row(1, 31, 4, "MR", mml="GCELLHOAD NCELLFILTER")
    ta_filter: int = row(1, 31, 4, "MR", source="remembered")

    min_interval: int = row(0, 60, 2, "s", mml="GCELLHOBASIC TCHHOMININTV")
    consecutive_interval: int = row(0, 60, 4, "s", source="remembered")
    emergency_interval: int = row(0, 60, 4, "s", source="remembered")

    min_downlink: int = row(0, 63, 10, "RXLEV", mml="GCELLHOBASIC MINDLPWR")
    min_uplink: int = row(0, 63, 10, "RXLEV", source="remembered", mml="GCELLHOBASIC MINULPWR")
    access_offset: int = row(0, 63, 0, "dB", mml="GCELLHOBASIC MINACCOFFSET")
    k_bias: int = row(0, 63, 0, "dB")
    layer: int = row(1, 4, 3, source="remembered", mml="GCELLHOBASIC LAYER")
    priority: int = row(1, 16, 1, source="remembered", mml="GCELLHOBASIC PRIO")
    interlayer_threshold: int = row(0, 63, 25, "RXLEV", mml="GCELLHOBASIC INTERLAYERTHRES")
    interlayer_hysteresis: int = row(0, 63, 2, "dB", mml="GCELLHOBASIC INTERLAYERHYST")
    co_bsc_first: int = switch(1, source="own", mml="GCELLHOBASIC COBSCMSCADJEN")
    ms_max_dbm: int = row(5, 39, 33, "dBm", source="remembered")
    persistence: int = choice("any", "consecutive", default="any", source="own")
    intra_cell: int = switch(1, source="own")

    enable_rapid_drop: int = switch(1)
    enable_timing_advance: int = switch(1, mml="GCELLHOBASIC TAHOEN")
    enable_bad_quality: int = switch(1, mml="GCELLHOBASIC BQHOEN")
    enable_interference: int = switch(1)
    enable_no_downlink: int = switch(1)
    enable_load: int = switch(1, mml="GCELLHOBASIC LOADHOEN")
    enable_edge: int = switch(1, mml="GCELLHOBASIC FRINGEHOEN")
    enable_layer: int = switch(1, mml="GCELLHOBASIC LEVHOEN")
    enable_pbgt: int = switch(1, mml="GCELLHOBASIC PBGTHOEN")
    enable_fast_moving: int = switch(0)
    enable_concentric: int = switch(0)

    ta_threshold: int = row(0, 255, 255, "TA", mml="GCELLHOBASIC TALIMIT")
    quality_downlink: int = row(0, 70, 55, "RXQUAL×10", mml="GCELLHOBASIC DLQUALLIMIT")
    quality_uplink: int = row(0, 70, 55, "RXQUAL×10", mml="GCELLHOBASIC ULQUALLIMIT")
    quality_amr_full: int = row(0, 70, 60, "RXQUAL×10", source="remembered")
    quality_amr_half: int = row(0, 70, 60, "RXQUAL×10", source="remembered")
    drop_a1: int = row(0, 20, 10)
    drop_a2: int = row(0, 20, 10)
    drop_a3: int = row(0, 20, 10)
    drop_a4: int = row(0, 20, 10)
    drop_a5: int = row(0, 20, 10)
    drop_a6: int = row(0, 20, 10)
    drop_a7: int = row(0, 20, 10)
    drop_a8: int = row(0, 20, 10)
    drop_threshold: int = row(0, 200, 0, mml="GCELLHOAD RAPIDDROPB")
    drop_sense: int = choice("gt", "lt", default="gt", source="own")
    interference_weak: int = row(0, 70, 60, "RXQUAL×10")
    interference_middle: int = row(0, 70, 50, "RXQUAL×10")
    interference_strong: int = row(0, 70, 40, "RXQUAL×10")
    interference_amr_offset: int = row(0, 70, 5, "RXQUAL×10")
    no_downlink_quality: int = row(0, 70, 50, "RXQUAL×10")
    no_downlink_limit: int = row(0, 64, 8, "MR", source="remembered")

    load_flow: int = row(0, 11, 10)
    load_start: int = row(0, 100, 90, "%", mml="GCELLHOAD LOADSTARTTHRES")
    load_accept: int = row(0, 100, 80, "%", mml="GCELLHOAD LOADACCTHRES")
    load_band: int = row(0, 63, 25, "dB", mml="GCELLHOAD LOADHOBW")
    load_step: int = row(1, 63, 5, "dB", mml="GCELLHOAD LOADHOSTEP")
    load_period: int = row(1, 255, 10, "s", mml="GCELLHOAD LOADHOPERIOD")
    load_other_bsc: int = switch(0, source="own")

    edge_uplink: int = row(0, 63, 10, "RXLEV", mml="GCELLHOBASIC EDGEULRXLEV")
    edge_downlink: int = row(0, 63, 20, "RXLEV", source="remembered", mml="GCELLHOBASIC EDGEDLRXLEV")
    edge_n: int = row(1, 16, 3, "s", mml="GCELLHOBASIC EDGEN")
    edge_p: int = row(1, 16, 2, "s", mml="GCELLHOBASIC EDGEP")
    layer_n: int = row(1, 16, 3, "s", mml="GCELLHOBASIC LEVN")
    layer_p: int = row(1, 16, 2, "s", mml="GCELLHOBASIC LEVP")
    pbgt_n: int = row(1, 16, 3, "s", mml="GCELLHOBASIC PBGTN")
    pbgt_p: int = row(1, 16, 2, "s", mml="GCELLHOBASIC PBGTP")

    fast_watch: int = row(1, 10, 3, "cells")
    fast_valid: int = row(1, 10, 2, "cells")
    fast_time: int = row(0, 255, 15, "s")
    fast_penalty: int = row(0, 63, 30, "dB")
    fast_penalty_time: int = row(0, 255, 40, "s")

    overlaid_level: int = row(0, 63, 35, "RXLEV", source="remembered")
    overlaid_hysteresis: int = row(0, 63, 5, "dB", source="remembered")
    overlaid_ta: int = row(0, 255, 63, "TA", source="remembered")
    overlaid_ta_hysteresis: int = row(0, 63, 0, "TA", source="remembered")
    overlaid_quality: int = row(0, 70, 60, "RXQUAL×10", source="remembered")
    overlaid_n: int = row(1, 16, 5, "s", source="remembered")
    overlaid_p: int = row(1, 16, 4, "s", source="remembered")

    failed_penalty: int = row(0, 63, 30, "dB", mml="GCELLHOAD PENALTYLEV")
    failed_congestion_time: int = row(0, 255, 5, "s")
    failed_air_time: int = row(0, 255, 10, "s", source="remembered")
    failed_config_time: int = row(0, 255, 255, "s", source="remembered")
    quality_penalty: int = row(0, 63, 63, "dB")
    quality_penalty_time: int = row(0, 255, 10, "s", mml="GCELLHOAD BQPENALTYTIMER")
    ta_penalty: int = row(0, 63, 63, "dB")
    ta_penalty_time: int = row(0, 255, 30, "s", source="remembered", mml="GCELLHOAD TAPENALTYTIMER")
    load_penalty: int = row(0, 63, 63, "dB", source="remembered")
    load_penalty_time: int = row(0, 255, 10, "s", source="remembered")
    intra_limit: int = row(1, 20, 3)
    intra_window: int = row(0, 255, 6, "s")
    intra_ban: int = row(0, 255, 20, "s")

    def weights(self) -> tuple[int, ...]:
        """a1…a8 of the rapid drop: each A − 10, their sum 0."""
        return tuple(getattr(self, name) - 10 for name in WEIGHTS)


@dataclass(frozen=True, slots=True)
class RelationParameters:
    """A cell towards one neighbour, in dB."""

    hysteresis: int = row(0, 63, 4, "dB", scope="relation", encoding="offset64", mml="G2GNCELL INTERCELLHYST")
    pbgt_threshold: int = row(-64, 63, 4, "dB", scope="relation", encoding="offset64", mml="G2GNCELL PBGTMARGIN")
    quality_margin: int = row(-64, 63, 5, "dB", scope="relation", encoding="offset64", mml="G2GNCELL BQMARGIN")


def contradictions(parameters: CellParameters) -> Iterator[InvalidError]:
    """What a cell cannot be set to although each value is in its range."""
    total = sum(getattr(parameters, name) for name in WEIGHTS)
    if total != WEIGHT_SUM:
        yield InvalidError("NMS-HO-010", total=total, wanted=WEIGHT_SUM)
    if parameters.load_accept >= parameters.load_start:
        yield InvalidError("NMS-HO-011", accept=parameters.load_accept, start=parameters.load_start)
    for kind in ("edge", "layer", "pbgt", "overlaid"):
        valid, watched = getattr(parameters, f"{kind}_p"), getattr(parameters, f"{kind}_n")
        if valid > watched:
            yield InvalidError("NMS-HO-012", kind=kind, p=valid, n=watched)
    if parameters.fast_valid > parameters.fast_watch:
        yield InvalidError("NMS-HO-012", kind="fast", p=parameters.fast_valid, n=parameters.fast_watch)
