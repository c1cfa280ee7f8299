/* The handover engine compiled: decides report after report as deciding.py does for arrays and the engine for one call.
 *
 * Calls go in blocks, tick by tick: a block's state stays in the processor's first caches, its reports lie side by
 * side. Levels, qualities and sums are integers, means doubles, in the same order of operations: decisions are equal,
 * not near.
 */
#include "classes.h"

enum { BLOCK = 16 };

static void moved_within(const Cell *p, Call *call, int32_t overlaid) {
    if (overlaid < 0) {
        call->intra_count = call->tick - call->intra_last <= p->intra_window_ticks ? call->intra_count + 1 : 1;
        call->intra_last = call->tick;
        if (call->intra_count >= p->intra_limit) {
            call->intra_count = 0;
            call->intra_ban = call->tick + p->intra_ban_ticks;
        }
    }
    take_channel(call, overlaid < 0 ? call->overlaid : overlaid);
}

static void moved(const Network *network, Call *call, const Decision *decision) {
    const Cell *p = &network->cells[call->cell];
    int32_t now = call->tick, cause = decision->cause;
    if (decision->kind == INTRA) {
        moved_within(p, call, decision->overlaid);
        return;
    }
    call->dwell = (call->dwell << 1 | (now - call->entered < p->fast_time_ticks)) & 0xffff;
    if (cause == BAD_QUALITY) penalise(call, call->cell, p->quality_penalty, now + p->quality_penalty_time_ticks);
    if (cause == TIMING_ADVANCE) penalise(call, call->cell, p->ta_penalty, now + p->ta_penalty_time_ticks);
    if (cause == LOAD) penalise(call, call->cell, p->load_penalty, now + p->load_penalty_time_ticks);
    if (cause == FAST_MOVING) {
        call->micro_penalty = p->fast_penalty;
        call->micro_until = now + p->fast_penalty_time_ticks;
    }
    enter(network, call, decision->target);
}

static void failed(const Network *network, Call *call, const Decision *decision, int reason) {
    const Cell *p = &network->cells[call->cell];
    if (decision->kind != INTER) return;
    int32_t time = reason == CONGESTION ? p->failed_congestion_time_ticks
                   : reason == AIR      ? p->failed_air_time_ticks
                                        : p->failed_config_time_ticks;
    penalise(call, decision->target, p->failed_penalty, call->tick + time);
}

/* ---- recorded reports ---- */

/* Field by field the same as in native.py; arrays are ticks × calls (× places) unless said otherwise. */
typedef struct {
    int64_t ticks, calls, places;
    const int32_t *cell, *codec, *overlaid; /* per call: where it begins */
    const int32_t *nr, *level, *quality, *uplink, *uplink_quality, *ta;
    const uint8_t *valid;
    const int32_t *heard;
    const int8_t *told;        /* −1 nothing, 0 moved, 1 … 3 failed: congestion, air, config; NULL: nothing */
    int32_t *kind, *cause, *target, *to_overlaid;
} Record;

static void record_step(const Network *network, const Record *record, Call *call, int64_t at) {
    Report report = {record->nr[at], record->level[at], record->quality[at], record->uplink[at],
                     record->uplink_quality[at], record->ta[at], record->valid[at], {0}};
    Decision decision = {STAY, NO_CAUSE, -1, -1};
    if (report.nr >= 0) {
        const int32_t *heard = record->heard + at * record->places;
        for (int32_t i = 0; i < call->near; i++) report.heard[i] = (int8_t)heard[i];
        decision = decide(network, call, &report);
    }
    record->kind[at] = decision.kind;
    record->cause[at] = decision.cause;
    record->target[at] = decision.target;
    record->to_overlaid[at] = decision.overlaid;
    if (!record->told || !decision.kind) return;
    if (!record->told[at]) moved(network, call, &decision);
    if (record->told[at] > 0) failed(network, call, &decision, record->told[at] - 1);
}

void nms_handover_decide(const Network *network, const Record *record) {
    Call block[BLOCK];
    for (int64_t first = 0; first < record->calls; first += BLOCK) {
        int64_t many = record->calls - first < BLOCK ? record->calls - first : BLOCK;
        for (int64_t i = 0; i < many; i++)
            begin(network, &block[i], record->cell[first + i], record->codec[first + i], record->overlaid[first + i]);
        for (int64_t tick = 0; tick < record->ticks; tick++)
            for (int64_t i = 0; i < many; i++)
                record_step(network, record, &block[i], tick * record->calls + first + i);
    }
}

/* ---- simulated calls ---- */

enum { DONE, NO_CHANNEL, UNANSWERED, INCOMPATIBLE, RETURNED, LOST, UNTRIED = -1 };

/* Field by field the same as in simulation/compiled.py; tensors are ticks × calls × cells, planes ticks × calls. */
typedef struct {
    int64_t ticks, calls, cells, seed;
    int64_t reported, least_level, least_uplink, unreadable, radio_link;
    const int8_t *level, *quality, *uplink, *ta, *named; /* named: what phones report under a cell's name */
    const int32_t *cell;       /* per call: where it begins */
    const float *limits;       /* 4 × source × target, odds added up; NULL: nothing goes wrong */
    int16_t *served, *target;  /* planes */
    int8_t *cause, *outcome;
    uint8_t *dropped;          /* per call */
} Scene;

static float chance(uint32_t seed, uint32_t tick, uint32_t call) {
    uint32_t x = call * 0x85EBCA77u;
    x ^= tick * 0x9E3779B1u ^ seed * 0xC2B2AE3Du;
    x ^= x >> 16;
    x *= 0x7FEB352Du;
    x ^= x >> 15;
    x *= 0x846CA68Bu;
    x ^= x >> 16;
    return (float)(x >> 8) * 0x1p-24f;
}

static inline int at_least(const int8_t *levels, int8_t limit) {
    uint8_t count = 0;
    for (int i = 0; i < PLACES; i++) count += levels[i] >= limit;
    return count;
}

/* A report names the loudest neighbours, of equals the first of the list; level 0 is not heard. */
static void name_loudest(const Scene *scene, const Call *call, const Relations *r, const int8_t *named, int8_t *heard) {
    memset(heard, -1, PLACES);
    for (int32_t i = 0; i < call->near; i++) heard[i] = named[r->target[i]] ? named[r->target[i]] : -1;
    if (at_least(heard, 0) <= scene->reported) return;
    int8_t limit = 0;
    for (int8_t bit = 32; bit; bit >>= 1)
        if (at_least(heard, limit | bit) >= scene->reported) limit |= bit;
    for (int i = 0; i < PLACES; i++) heard[i] = heard[i] < limit ? -1 : heard[i];
    if (at_least(heard, limit) <= scene->reported) return;
    int64_t room = scene->reported - at_least(heard, limit + 1);
    for (int i = 0; i < PLACES; i++)
        if (heard[i] == limit && room-- <= 0) heard[i] = -1;
}

static int outcome_of(const Scene *scene, int64_t tick, int64_t who, int64_t row, int32_t source, int32_t target) {
    int gone = scene->level[row + source] < scene->least_level || scene->quality[row + source] >= scene->unreadable;
    int on_air = gone ? LOST : RETURNED;
    if (scene->limits) {
        float drawn = chance((uint32_t)scene->seed, (uint32_t)tick, (uint32_t)who);
        const float *limit = scene->limits + (int64_t)source * scene->cells + target;
        for (int one = NO_CHANNEL; one <= RETURNED; one++, limit += scene->cells * scene->cells)
            if (drawn < *limit) return one == RETURNED ? on_air : one;
    }
    int weak = scene->level[row + target] < scene->least_level || scene->uplink[row + target] < scene->least_uplink;
    return weak ? on_air : DONE;
}

static void follow(const Network *network, const Scene *scene, Call *call, const Decision *decision, int outcome) {
    switch (outcome) {
    case DONE: moved(network, call, decision); call->link = (int32_t)scene->radio_link; break;
    case NO_CHANNEL: failed(network, call, decision, CONGESTION); break;
    case UNANSWERED: case INCOMPATIBLE: failed(network, call, decision, CONFIG); break;
    case RETURNED: failed(network, call, decision, AIR); break;
    case LOST: call->alive = 0; break;
    }
}

/* Counts the radio link down or up; who reaches zero is dropped. */
static void hear(const Scene *scene, Call *call, int32_t quality) {
    int32_t more = call->link + 2, most = (int32_t)scene->radio_link;
    call->link = quality >= scene->unreadable ? call->link - 1 : more < most ? more : most;
    call->alive = call->link > 0;
}

static void scene_step(const Network *network, const Scene *scene, Call *call, int64_t tick, int64_t who) {
    int64_t at = tick * scene->calls + who, row = at * scene->cells, own = row + call->cell;
    scene->served[at] = call->alive ? (int16_t)call->cell : -1;
    scene->outcome[at] = UNTRIED;
    if (!call->alive) return;
    hear(scene, call, scene->quality[own]);
    if (!call->alive) return;
    Report report = {(int32_t)(tick & 255), scene->level[own], scene->quality[own], scene->uplink[own],
                     scene->quality[own], scene->ta[own], 1, {0}};
    name_loudest(scene, call, &network->relations[call->cell], scene->named + row, report.heard);
    Decision decision = decide(network, call, &report);
    if (decision.kind == INTRA) moved(network, call, &decision);
    if (decision.kind != INTER) return;
    int outcome = outcome_of(scene, tick, who, row, call->cell, decision.target);
    scene->target[at] = (int16_t)decision.target;
    scene->cause[at] = (int8_t)decision.cause;
    scene->outcome[at] = (int8_t)outcome;
    follow(network, scene, call, &decision, outcome);
}

void nms_handover_run(const Network *network, const Scene *scene) {
    Call block[BLOCK];
    for (int64_t first = 0; first < scene->calls; first += BLOCK) {
        int64_t many = scene->calls - first < BLOCK ? scene->calls - first : BLOCK;
        for (int64_t i = 0; i < many; i++) {
            begin(network, &block[i], scene->cell[first + i], 0, 0);
            block[i].link = (int32_t)scene->radio_link;
        }
        for (int64_t tick = 0; tick < scene->ticks; tick++)
            for (int64_t i = 0; i < many; i++) scene_step(network, scene, &block[i], tick, first + i);
        for (int64_t i = 0; i < many; i++) scene->dropped[first + i] = !block[i].alive;
    }
}

const int64_t nms_handover_sizes[] = {sizeof(Network), sizeof(Record), sizeof(Scene)};
