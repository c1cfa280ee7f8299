/* The classes of handover in their order, each with its condition and its choice, as triggers.py and deciding.py. */
#pragma once
#include "ranking.h"

static int within(View *view) {
    view->kind = INTRA;
    view->target = view->call->cell;
    return 1;
}

static int intra_allowed(const View *view) { return view->p->intra_cell && view->call->tick >= view->call->intra_ban; }

static int to(View *view, int32_t place) {
    view->kind = INTER;
    view->target = view->relations->target[place];
    return 1;
}

/* Hands over to the first candidate of the ranking for which `allowed` holds, `i` being its place in the BA list. */
#define FIRST(view, i, allowed)                                            \
    if ((view)->candidates < 0) rank(view);                                \
    for (int32_t c = 0; c < (view)->candidates; c++) {                     \
        int32_t i = (view)->candidate[c].place;                            \
        if (allowed) return to(view, i);                                   \
    }

static const Cell *target_of(const View *view, int32_t place) {
    return &view->network->cells[view->relations->target[place]];
}

static double gain_of(const View *view, int32_t place) { return view->call->there[place] - view->call->level; }

static int rapid_drop(View *view) {
    const Call *call = view->call;
    const int32_t *weights = view->network->weights + (int64_t)call->cell * 8;
    int32_t value = 0;
    if (call->up < 8) return 0;
    for (uint32_t ago = 0; ago < 8; ago++) value += weights[ago] * call->ring[UPLINK][(call->up - 1 - ago) & LAST];
    if (!(view->p->drop_sense ? value < -view->p->drop_threshold : value > view->p->drop_threshold)) return 0;
    if (call->ring[UPLINK][(call->up - 1) & LAST] >= view->p->edge_uplink) return 0;
    FIRST(view, i, i >= 0)
    return 0;
}

static int timing_advance(View *view) {
    const Cell *p = view->p;
    if (view->ta < p->ta_threshold) return 0;
    FIRST(view, i, target_of(view, i)->site != p->site || target_of(view, i)->site < 0 ||
                       target_of(view, i)->ta_threshold > p->ta_threshold)
    return 0;
}

static int bad_quality(View *view) {
    const Cell *p = view->p;
    const Relations *r = view->relations;
    int32_t codec = view->call->codec, amr = codec == 1 ? p->quality_amr_full : p->quality_amr_half;
    if (view->uplink_quality < (codec ? amr : p->quality_uplink) && view->quality < (codec ? amr : p->quality_downlink))
        return 0;
    FIRST(view, i, gain_of(view, i) > r->hysteresis[i] - r->quality_margin[i])
    return intra_allowed(view) ? within(view) : 0;
}

/* The limit falls with the level: row 1 up to 30, row 2 at 31, a straight line from there to row 12 at 63. */
static int interfered(const View *view, double level, double quality) {
    const Cell *p = view->p;
    int32_t whole = (int32_t)level;
    if (whole <= 30) return quality >= p->interference_weak;
    int32_t fall = (p->interference_strong - p->interference_middle) * ((whole < 63 ? whole : 63) - 31);
    double offset = view->call->codec == 1 ? p->interference_amr_offset : 0;
    return quality - offset >= p->interference_middle + fall / 32.0;
}

static int interference(View *view) {
    if (!interfered(view, view->call->level, view->quality) &&
        !interfered(view, view->call->uplink, view->uplink_quality))
        return 0;
    if (intra_allowed(view)) return within(view);
    FIRST(view, i, view->candidate[c].bits < view->serving)
    return 0;
}

static int no_downlink(View *view) {
    if (view->uplink_quality < view->p->no_downlink_quality || view->p->no_downlink_limit < view->call->no_downlink)
        return 0;
    FIRST(view, i, i >= 0)
    return 0;
}

static int load(View *view) {
    const Cell *p = view->p;
    double level = view->call->level;
    if (p->load < p->load_start || view->network->flow >= p->load_flow || level <= p->edge_downlink) return 0;
    int32_t width = p->load_step * (1 + p->loaded_for / p->load_period);
    if (p->edge_downlink + (width < p->load_band ? width : p->load_band) < level) return 0;
    FIRST(view, i, target_of(view, i)->load < target_of(view, i)->load_accept &&
                       view->call->there[i] >= target_of(view, i)->interlayer_threshold &&
                       (target_of(view, i)->bsc == p->bsc || p->load_other_bsc))
    return 0;
}

static int edge(View *view) {
    const Cell *p = view->p;
    const Call *call = view->call;
    if (!persistent(p, call->edge, p->edge_p_ticks, p->edge_n_ticks)) return 0;
    FIRST(view, i, view->candidate[c].bits < view->serving && gain_of(view, i) > view->relations->hysteresis[i] &&
                       persistent(p, call->near_edge[i], p->edge_p_ticks, p->edge_n_ticks))
    return 0;
}

/* To a neighbour of the kind that was better for long enough; ranked only where there is one. */
static int better(View *view, const int32_t *kind, int32_t often, int32_t watched) {
    const Call *call = view->call;
    int some = 0;
    for (int32_t i = 0; i < call->near && !some; i++)
        some = kind[i] && call->count[i] && persistent(view->p, call->near_better[i], often, watched);
    if (!some) return 0;
    FIRST(view, i, kind[i] && persistent(view->p, call->near_better[i], often, watched))
    return 0;
}

static int fast_moving(View *view) {
    const Cell *p = view->p;
    int32_t loudest = -1;
    if (p->layer == MACRO || ones(view->call->dwell & ((1u << (p->fast_watch & 31)) - 1)) < p->fast_valid) return 0;
    if (view->candidates < 0) rank(view);
    for (int32_t c = 0; c < view->candidates; c++) {
        int32_t i = view->candidate[c].place;
        double there = view->call->there[i], best = loudest < 0 ? -1e9 : view->call->there[loudest];
        if (target_of(view, i)->layer == MACRO && there >= target_of(view, i)->interlayer_threshold &&
            (there > best || (there == best && i < loudest)))
            loudest = i;
    }
    return loudest < 0 ? 0 : to(view, loudest);
}

static int concentric(View *view) {
    const Cell *p = view->p;
    return persistent(p, view->call->concentric, p->overlaid_p_ticks, p->overlaid_n_ticks) ? within(view) : 0;
}

static int32_t emergency(View *view, int heard) {
    const Cell *p = view->p;
    if (!heard) return p->enable_no_downlink && no_downlink(view) ? NO_DOWNLINK : NO_CAUSE;
    if (p->enable_rapid_drop && rapid_drop(view)) return RAPID_DROP;
    if (p->enable_timing_advance && timing_advance(view)) return TIMING_ADVANCE;
    if (p->enable_bad_quality && bad_quality(view)) return BAD_QUALITY;
    if (p->enable_interference && interference(view)) return INTERFERENCE;
    return NO_CAUSE;
}

static int32_t ordinary(View *view) {
    const Cell *p = view->p;
    const Relations *r = view->relations;
    if (p->enable_load && load(view)) return LOAD;
    if (p->enable_edge && edge(view)) return EDGE;
    if (p->enable_layer && better(view, r->rises, p->layer_p_ticks, p->layer_n_ticks)) return LAYER;
    if (p->enable_pbgt && better(view, r->level_with, p->pbgt_p_ticks, p->pbgt_n_ticks)) return PBGT;
    if (p->enable_fast_moving && fast_moving(view)) return FAST_MOVING;
    if (p->enable_concentric && concentric(view)) return CONCENTRIC;
    return NO_CAUSE;
}

static Decision decide(const Network *network, Call *call, const Report *report) {
    Decision found = {STAY, NO_CAUSE, -1, -1};
    if (!take(network, call, report)) return found;
    const Cell *p = &network->cells[call->cell];
    int32_t count = (int32_t)(call->up < call->down ? call->up : call->down), cause = NO_CAUSE;
    if (count < p->wait || call->tick - call->assigned < p->min_interval_ticks) return found;
    View view = {.network = network, .p = p, .relations = &network->relations[call->cell], .call = call,
                 .quality = mean(call, QUALITY, p->quality_filter) * 10,
                 .uplink_quality = mean(call, UPLINK_QUALITY, p->quality_filter) * 10,
                 .ta = mean(call, TA, p->ta_filter), .candidates = -1};
    if (call->tick - call->last_emergency >= p->emergency_ticks) cause = emergency(&view, report->valid);
    if (cause == NO_CAUSE && report->valid && call->tick - call->last_handover >= p->consecutive_ticks)
        cause = ordinary(&view);
    if (cause == NO_CAUSE) return found;
    call->last_handover = call->tick;
    if (cause <= NO_DOWNLINK) call->last_emergency = call->tick;
    return (Decision){view.kind, cause, view.target, cause == CONCENTRIC ? !call->overlaid : -1};
}
