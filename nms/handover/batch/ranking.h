/* Candidates of one call: M criterion, K criterion and 16 bits, as ranking.py has them for arrays. */
#pragma once
#include "preprocessing.h"

static inline int32_t ones(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    return (int32_t)(((bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u >> 56);
}

static inline int persistent(const Cell *p, uint64_t bits, int32_t often, int32_t watched) {
    bits &= ((uint64_t)1 << (watched & 63)) - 1;
    int32_t seen = ones(bits);
    if (seen >= often && p->persistence)
        for (seen = 0; bits; seen++) bits &= bits >> 1;
    return seen >= often;
}

static int32_t bits_of(const View *view, int32_t place, int32_t position) {
    const Relations *r = view->relations;
    const Cell *p = view->p, *target = &view->network->cells[r->target[place]];
    double there = view->call->there[place];
    int32_t bits = position;
    if (r->level_with[place] && there < view->call->level + r->hysteresis[place]) bits |= HYSTERESIS;
    if (there < r->layer_floor[place]) return bits | WEAK;
    bits |= target->order << ORDER;
    if (target->load >= target->load_accept) bits |= LOADED;
    if (p->co_bsc_first && target->bsc != p->bsc) bits |= OTHER_BSC;
    if (p->co_bsc_first && target->msc != p->msc) bits |= OTHER_MSC;
    return bits;
}

/* M criterion, and the six strongest of those that meet it; equally strong ones in the order of the BA list. */
static int32_t strongest(const View *view, int32_t *kept) {
    const Call *call = view->call;
    double lift = call->uplink - call->level;
    int32_t count = 0;
    for (int32_t i = 0; i < call->near; i++) {
        double there = call->there[i];
        if (call->count[i] < view->p->neighbour_filter || there < view->relations->access_downlink[i] ||
            there + lift < view->relations->access_uplink[i])
            continue;
        int32_t at = count;
        for (; at > 0 && call->there[kept[at - 1]] < there; at--)
            if (at < KEPT) kept[at] = kept[at - 1];
        if (at < KEPT) kept[at] = i;
        if (count < KEPT) count++;
    }
    return count;
}

static void rank(View *view) {
    const Cell *p = view->p;
    int32_t kept[KEPT], above = 0, count = strongest(view, kept);
    for (int32_t i = 0; i < count; i++) {
        int ahead = view->call->there[kept[i]] - p->k_bias > view->call->level;
        Candidate one = {kept[i], bits_of(view, kept[i], ahead ? i : i + 1)};
        int32_t at = i;
        for (; at > 0 && view->candidate[at - 1].bits > one.bits; at--) view->candidate[at] = view->candidate[at - 1];
        view->candidate[at] = one;
        above += ahead;
    }
    int weak = view->call->level < p->interlayer_threshold - p->interlayer_hysteresis;
    int32_t place = p->order << ORDER | (p->load >= p->load_start ? LOADED : 0);
    view->serving = above | (weak ? WEAK : place);
    view->candidates = count;
}
