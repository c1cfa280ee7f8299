/* What the compiled engine knows: the tables of a network, a report, and what it remembers of a call. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { RING = 32, LAST = RING - 1, PLACES = 32, KEPT = 6, PENALTIES = 4, LONG_AGO = -1000000, MACRO = 4 };
enum { STAY, INTER, INTRA };
enum { RAPID_DROP, TIMING_ADVANCE, BAD_QUALITY, INTERFERENCE, NO_DOWNLINK, LOAD, EDGE, LAYER, PBGT, FAST_MOVING,
       CONCENTRIC, NO_CAUSE = -1 };
enum { HYSTERESIS = 1 << 3, ORDER = 4, LOADED = 1 << 10, OTHER_BSC = 1 << 11, OTHER_MSC = 1 << 12, WEAK = 1 << 13 };
enum { LEVEL, QUALITY, UPLINK, UPLINK_QUALITY, TA, FILTERS };
enum { CONGESTION, AIR, CONFIG };
#define BITS 0x7fffffffffffffff

/* Parameters of a cell and facts of a relation. Who calls asks for the names, and gives rows in this order. */
#define CELL(X) \
    X(lost_reports) X(lost_quality) X(level_filter) X(quality_filter) X(neighbour_filter) X(ta_filter) \
    X(min_interval_ticks) X(consecutive_ticks) X(emergency_ticks) X(wait) X(order) X(k_bias) X(layer) \
    X(interlayer_threshold) X(interlayer_hysteresis) X(co_bsc_first) X(persistence) X(intra_cell) \
    X(enable_rapid_drop) X(enable_timing_advance) X(enable_bad_quality) X(enable_interference) X(enable_no_downlink) \
    X(enable_load) X(enable_edge) X(enable_layer) X(enable_pbgt) X(enable_fast_moving) X(enable_concentric) \
    X(ta_threshold) X(quality_downlink) X(quality_uplink) X(quality_amr_full) X(quality_amr_half) \
    X(drop_threshold) X(drop_sense) X(interference_weak) X(interference_middle) X(interference_strong) \
    X(interference_amr_offset) X(no_downlink_quality) X(no_downlink_limit) \
    X(load_flow) X(load_start) X(load_accept) X(load_band) X(load_step) X(load_period) X(load_other_bsc) \
    X(edge_uplink) X(edge_downlink) X(edge_p_ticks) X(edge_n_ticks) X(layer_p_ticks) X(layer_n_ticks) \
    X(pbgt_p_ticks) X(pbgt_n_ticks) X(fast_watch) X(fast_valid) X(fast_time_ticks) X(fast_penalty) \
    X(fast_penalty_time_ticks) X(overlaid_level) X(overlaid_hysteresis) X(overlaid_ta) X(overlaid_ta_hysteresis) \
    X(overlaid_quality) X(overlaid_p_ticks) X(overlaid_n_ticks) X(failed_penalty) X(failed_congestion_time_ticks) \
    X(failed_air_time_ticks) X(failed_config_time_ticks) X(quality_penalty) X(quality_penalty_time_ticks) \
    X(ta_penalty) X(ta_penalty_time_ticks) X(load_penalty) X(load_penalty_time_ticks) \
    X(intra_limit) X(intra_window_ticks) X(intra_ban_ticks) X(site) X(bsc) X(msc) X(load) X(loaded_for)
#define RELATION(X) \
    X(target) X(hysteresis) X(pbgt_threshold) X(quality_margin) X(rises) X(level_with) X(layer_floor) X(power_gap) \
    X(access_downlink) X(access_uplink)
#define NAME(name) #name " "
#define FIELD(name) int32_t name;
#define FIELD_BY_PLACE(name) int32_t name[PLACES];

const char nms_handover_cell[] = CELL(NAME);
const char nms_handover_relation[] = RELATION(NAME);

typedef struct { CELL(FIELD) } Cell;
typedef struct { RELATION(FIELD_BY_PLACE) } Relations;

/* Field by field the same as in native.py. */
typedef struct {
    const Cell *cells;
    const Relations *relations;
    const int32_t *near;       /* neighbours of each cell: places that are taken */
    const int32_t *weights;    /* cells × 8, of the rapid drop */
    int64_t flow;
} Network;

typedef struct {
    int32_t nr, level, quality, uplink, uplink_quality, ta, valid;
    int8_t heard[PLACES];      /* −1: not heard */
} Report;

typedef struct { int32_t cell, level, until; } Penalty;

typedef struct {
    int32_t cell, near, tick, entered, assigned, nr, codec, overlaid, no_downlink;
    int32_t last_handover, last_emergency, intra_last, intra_ban, intra_count, micro_penalty, micro_until;
    int32_t penalties, link, alive;
    uint32_t dwell;
    Penalty penalty[PENALTIES];
    double level, uplink;      /* means when the downlink was last heard */
    double there[PLACES];      /* mean level of each neighbour less its penalty */
    /* what a new channel forgets begins here */
    uint64_t edge, concentric; /* histories, the newest report the lowest bit */
    uint32_t up, down;         /* reports in the filters */
    int32_t sum[FILTERS];
    int32_t near_sum[PLACES];
    int32_t count[PLACES];     /* reports since a neighbour is followed; 0: it is not */
    int32_t silent[PLACES];
    uint64_t near_edge[PLACES], near_better[PLACES];
    uint8_t ring[FILTERS][RING];
    uint8_t near_ring[RING][PLACES];
} Call;

typedef struct { int32_t place, bits; } Candidate;

typedef struct {
    const Network *network;
    const Cell *p;
    const Relations *relations;
    Call *call;
    double quality, uplink_quality, ta; /* means, qualities × 10 */
    int32_t candidates;        /* −1: not ranked yet */
    int32_t serving;
    Candidate candidate[KEPT]; /* smaller bits first */
    int32_t kind, target;
} View;

typedef struct { int32_t kind, cause, target, overlaid; } Decision;

static void restart(Call *call) {
    size_t kept = offsetof(Call, edge);
    memset((char *)call + kept, 0, sizeof(Call) - kept);
    call->level = call->uplink = -1.0;
    call->no_downlink = 0;
}

static void take_channel(Call *call, int32_t overlaid) {
    call->overlaid = overlaid;
    call->assigned = call->tick;
    call->nr = -1;
    restart(call);
}

static void enter(const Network *network, Call *call, int32_t cell) {
    call->cell = cell;
    call->near = network->near[cell];
    call->entered = call->tick;
    take_channel(call, 0);
}

static void begin(const Network *network, Call *call, int32_t cell, int32_t codec, int32_t overlaid) {
    memset(call, 0, offsetof(Call, edge));
    call->codec = codec;
    call->alive = 1;
    call->last_handover = call->last_emergency = call->intra_last = call->intra_ban = call->micro_until = LONG_AGO;
    enter(network, call, cell);
    call->overlaid = overlaid;
}

static void penalise(Call *call, int32_t cell, int32_t level, int32_t until) {
    int32_t kept = 0;
    for (int32_t i = 0; i < call->penalties; i++)
        if (call->penalty[i].cell != cell) call->penalty[kept++] = call->penalty[i];
    if (kept == PENALTIES) {
        memmove(call->penalty, call->penalty + 1, (PENALTIES - 1) * sizeof(Penalty));
        kept--;
    }
    call->penalty[kept] = (Penalty){cell, level, until};
    call->penalties = kept + 1;
}

static int32_t penalty_of(const Network *network, const Call *call, int32_t cell) {
    int32_t level = 0;
    for (int32_t i = 0; i < call->penalties; i++)
        if (call->penalty[i].cell == cell && call->tick < call->penalty[i].until) level = call->penalty[i].level;
    if (call->tick < call->micro_until && network->cells[cell].layer != MACRO && call->micro_penalty > level)
        level = call->micro_penalty;
    return level;
}
