/* Brings one report into the filters of its call, as preprocessing.py does for arrays. */
#pragma once
#include "state.h"

static inline void push(Call *call, int filter, uint32_t at, int32_t window, int32_t value) {
    uint8_t *ring = call->ring[filter];
    call->sum[filter] += value - ring[(at - (uint32_t)window) & LAST];
    ring[at & LAST] = (uint8_t)value;
}

static inline double mean(const Call *call, int filter, int32_t window) { return (double)call->sum[filter] / window; }

static void push_uplink(const Cell *p, Call *call, int32_t level, int32_t quality, int32_t ta) {
    push(call, UPLINK, call->up, p->level_filter, level);
    push(call, UPLINK_QUALITY, call->up, p->quality_filter, quality);
    push(call, TA, call->up, p->ta_filter, ta);
    call->up++;
}

/* Without branches, for they follow no pattern; a neighbour that was not followed begins with no history. */
static void push_neighbours(const Cell *p, Call *restrict call, const int8_t *restrict heard) {
    const uint8_t *restrict old = call->near_ring[(call->down - (uint32_t)p->neighbour_filter) & LAST];
    uint8_t *restrict now = call->near_ring[call->down & LAST];
    int32_t window = p->neighbour_filter, near = call->near, fresh = 0;
    for (int32_t i = 0; i < near; i++) {
        int32_t level = heard[i] > 0 ? heard[i] : 0;
        call->near_sum[i] += level - old[i];
        now[i] = (uint8_t)level;
    }
    for (int32_t i = 0; i < near; i++) {
        int32_t there = heard[i] >= 0, count = call->count[i], silent = there ? 0 : call->silent[i] + 1;
        fresh |= there & (count == 0);
        call->silent[i] = silent;
        call->count[i] = there | ((count > 0) & (silent < window)) ? count + 1 : 0;
    }
    if (!fresh) return;
    for (int32_t i = 0; i < near; i++)
        if (call->count[i] == 1) call->near_edge[i] = call->near_better[i] = 0;
}

static int misplaced(const Cell *p, const Call *call) {
    if ((int32_t)call->up < p->ta_filter || (int32_t)call->down < p->quality_filter) return 0;
    double level = call->level, ta = mean(call, TA, p->ta_filter), worst = mean(call, QUALITY, p->quality_filter);
    double uplink = (int32_t)call->up >= p->quality_filter ? mean(call, UPLINK_QUALITY, p->quality_filter) : 0.0;
    int bad = (uplink > worst ? uplink : worst) * 10 >= p->overlaid_quality;
    if (call->overlaid)
        return bad || level < p->overlaid_level - p->overlaid_hysteresis ||
               ta > p->overlaid_ta + p->overlaid_ta_hysteresis;
    return !bad && level >= p->overlaid_level + p->overlaid_hysteresis &&
           ta < p->overlaid_ta - p->overlaid_ta_hysteresis;
}

static void judge_neighbours(const Network *network, const Cell *p, Call *call) {
    const Relations *r = &network->relations[call->cell];
    double level = call->level;
    int penalised = call->penalties || call->tick < call->micro_until;
    for (int32_t i = 0; i < call->near; i++) {
        if (call->count[i] < p->neighbour_filter) continue;
        double there = (double)call->near_sum[i] / p->neighbour_filter;
        if (penalised) there -= penalty_of(network, call, r->target[i]);
        double gain = there - level;
        int better = r->level_with[i] ? gain + r->power_gap[i] > r->pbgt_threshold[i]
                                      : r->rises[i] && there >= r->layer_floor[i];
        call->there[i] = there;
        call->near_edge[i] = (call->near_edge[i] << 1 | (gain > r->hysteresis[i])) & BITS;
        call->near_better[i] = (call->near_better[i] << 1 | better) & BITS;
    }
}

static void push_downlink(const Network *network, const Cell *p, Call *call, int32_t level, int32_t quality,
                          const int8_t *heard) {
    push(call, LEVEL, call->down, p->level_filter, level);
    push(call, QUALITY, call->down, p->quality_filter, quality);
    push_neighbours(p, call, heard);
    call->down++;
    if ((int32_t)call->down < p->level_filter || (int32_t)call->up < p->level_filter) return;
    call->level = mean(call, LEVEL, p->level_filter);
    call->uplink = mean(call, UPLINK, p->level_filter);
    int edge = call->uplink < p->edge_uplink || call->level < p->edge_downlink;
    call->edge = (call->edge << 1 | edge) & BITS;
    judge_neighbours(network, p, call);
    if (p->enable_concentric) call->concentric = (call->concentric << 1 | misplaced(p, call)) & BITS;
}

/* Straight lines from the last values to the new, rounded down; a neighbour not in the new report falls to 0. */
static void interpolate(const Network *network, const Cell *p, Call *call, const Report *new, int32_t gap) {
    int32_t steps = gap + 1, old[FILTERS], then[FILTERS] = {new->level, new->quality, new->uplink, new->uplink_quality,
                                                            new->ta};
    int8_t last[PLACES], heard[PLACES];
    for (int f = 0; f < FILTERS; f++) old[f] = call->ring[f][((f < UPLINK ? call->down : call->up) - 1) & LAST];
    const uint8_t *before = call->near_ring[(call->down - 1) & LAST];
    for (int32_t i = 0; i < call->near; i++) last[i] = call->count[i] ? (int8_t)before[i] : -1;
    for (int32_t step = 1; step < steps; step++) {
        int32_t v[FILTERS];
        for (int f = 0; f < FILTERS; f++) v[f] = (old[f] * (steps - step) + then[f] * step) / steps;
        if (p->lost_quality) v[QUALITY] = v[UPLINK_QUALITY] = 7;
        call->tick++;
        push_uplink(p, call, v[UPLINK], v[UPLINK_QUALITY], v[TA]);
        if (!new->valid || !call->down) continue;
        for (int32_t i = 0; i < call->near; i++) {
            int32_t to = new->heard[i] > 0 ? new->heard[i] : 0;
            int32_t between = last[i] < 0 ? 0 : (last[i] * (steps - step) + to * step) / steps;
            heard[i] = between > 0 ? (int8_t)between : -1;
        }
        push_downlink(network, p, call, v[LEVEL], v[QUALITY], heard);
    }
}

static int take(const Network *network, Call *call, const Report *report) {
    const Cell *p = &network->cells[call->cell];
    int32_t gap = call->nr >= 0 ? (report->nr - call->nr - 1) & 255 : 0;
    if (gap == 255) return 0;
    if (gap > p->lost_reports) {
        restart(call);
        call->tick += gap;
    } else if (gap && call->up)
        interpolate(network, p, call, report, gap);
    call->nr = report->nr;
    call->tick++;
    call->no_downlink = report->valid ? 0 : call->no_downlink + 1;
    push_uplink(p, call, report->uplink, report->uplink_quality, report->ta);
    if (report->valid) push_downlink(network, p, call, report->level, report->quality, report->heard);
    return 1;
}
