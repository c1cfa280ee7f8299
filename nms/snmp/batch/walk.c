/* The compiled walk over a ring of SNMPv2c answers: the twin of walk.py, which says what is accepted and why. */
#include <stdint.h>
#include <string.h>

enum { ANSWERED, AGAIN, STRANGER, UNREADABLE, ODD };
enum { ASKED = 1, DONE = 2, STRANGE = 3 };

/* Everything the walk reads and writes; field by field the same as Job in native.py. */
typedef struct {
    const uint8_t *ring;       /* slots × slot_size octets, the datagram `offset` octets into its slot */
    const uint32_t *sizes;     /* octets of each datagram; more than `room`: it was cut */
    const uint64_t *senders;   /* slots × 4 words of a socket address */
    int64_t slot_size, offset, room, count;
    int64_t first_id, messages;
    const uint64_t *agents;    /* agents × 4 words */
    const int32_t *agent_of, *question_of, *text_of;
    const int64_t *place_of;
    uint8_t *states;
    const int32_t *counts;
    const uint8_t *gets;       /* per question: whether it is a GET, whose variables may be absent */
    const int64_t *firsts, *starts;
    const int32_t *sizes_of_names;
    const uint8_t *pool;
    uint64_t *bits;
    uint8_t *tags;
    uint8_t *texts;            /* text slots × text_size octets */
    int32_t *text_sizes;
    uint8_t *text_changed;
    int64_t text_size;
    int32_t *heard;            /* count: the message answered, or -1 */
    uint8_t *fates;            /* count */
} Job;

typedef struct { const uint8_t *at, *end; } Span;

/* Opens the element at s->at: 0 and its contents in *inner, s->at behind it; -1 if it is not `tag` or reaches out. */
static int open_element(Span *s, int tag, Span *inner) {
    const uint8_t *p = s->at;
    if (s->end - p < 2 || p[0] != tag) return -1;
    int64_t length = p[1];
    p += 2;
    if (length > 0x7f) {
        int octets = (int)length & 0x7f;
        if (octets < 1 || octets > 2 || s->end - p < octets) return -1;
        length = octets == 1 ? p[0] : (p[0] << 8 | p[1]);
        p += octets;
    }
    if (s->end - p < length) return -1;
    inner->at = p;
    inner->end = s->at = p + length;
    return 0;
}

static int small_integer(Span *s, int64_t *value) {
    Span in;
    if (open_element(s, 0x02, &in) || in.at == in.end || in.end - in.at > 4) return -1;
    int64_t number = (int8_t)*in.at++;
    while (in.at < in.end) number = number * 256 + *in.at++;
    *value = number;
    return 0;
}

/* The outside of a response up to its variables. */
static int open_response(Span *datagram, int64_t *number, int64_t *status, Span *binds) {
    Span message, skipped, pdu;
    int64_t version, index;
    if (open_element(datagram, 0x30, &message) || small_integer(&message, &version) || version != 1) return -1;
    if (open_element(&message, 0x04, &skipped) || open_element(&message, 0xa2, &pdu)) return -1;
    if (small_integer(&pdu, number) || small_integer(&pdu, status) || small_integer(&pdu, &index)) return -1;
    if (open_element(&pdu, 0x30, binds)) return -1;
    return binds->end == pdu.end && pdu.end == message.end ? 0 : -1;
}

static int number_of(int tag, const uint8_t *p, int64_t length, uint64_t *bits) {
    int64_t widest = tag == 0x46 ? 8 : 4;
    if (length < 1 || length > widest + 1) return -1;
    if (tag != 0x02 && length > widest && *p) return -1;
    uint64_t value = tag == 0x02 && *p & 0x80 ? ~(uint64_t)0 : 0;
    while (length--) value = value << 8 | *p++;
    *bits = value;
    return tag == 0x02 && (value + 0x80000000u) >> 32 ? -1 : 0;
}

/* One value: 0 if it is what this question may hold. Where texts may be, `from` is its place among the variables. */
static int value_of(int tag, const uint8_t *p, int64_t length, int may_lack, int64_t from, uint64_t *bits) {
    switch (tag) {
    case 0x02: case 0x41: case 0x42: case 0x43: case 0x46: case 0x47:
        return number_of(tag, p, length, bits);
    case 0x40:
        if (length != 4) return -1; /* fall through */
    case 0x04: case 0x06: case 0x44:
        if (from < 0) return -1;
        *bits = (uint64_t)from << 16 | (uint64_t)length;
        return 0;
    case 0x80: case 0x81:
        *bits = 0;
        return may_lack && !length ? 0 : -1;
    default:
        return -1;
    }
}

static int variables(const Job *job, int64_t message, Span binds) {
    int32_t question = job->question_of[message], count = job->counts[question];
    int64_t name = job->firsts[question], place = job->place_of[message];
    const uint8_t *origin = binds.at;
    for (int32_t j = 0; j < count; j++, name++, place++) {
        Span bind, value;
        int32_t size = job->sizes_of_names[name];
        if (open_element(&binds, 0x30, &bind) || bind.end - bind.at < size + 4) return -1;
        if (bind.at[0] != 0x06 || bind.at[1] != size) return -1;
        if (memcmp(bind.at + 2, job->pool + job->starts[name], size)) return -1;
        bind.at += 2 + size;
        int tag = *bind.at;
        if (open_element(&bind, tag, &value) || bind.at != bind.end) return -1;
        int64_t from = job->text_of[message] < 0 ? -1 : value.at - origin;
        if (value_of(tag, value.at, value.end - value.at, job->gets[question], from, &job->bits[place])) return -1;
        job->tags[place] = (uint8_t)tag;
    }
    return binds.at == binds.end ? 0 : -1;
}

static void keep_texts(const Job *job, int32_t slot, Span binds) {
    uint8_t *kept = job->texts + slot * job->text_size;
    int32_t size = (int32_t)(binds.end - binds.at);
    job->text_changed[slot] = job->text_sizes[slot] != size || memcmp(kept, binds.at, size);
    job->text_sizes[slot] = size;
    memcpy(kept, binds.at, size);
}

static uint8_t take(const Job *job, int64_t slot, int32_t *heard) {
    const uint8_t *datagram = job->ring + slot * job->slot_size + job->offset;
    int64_t size = job->sizes[slot], number, status;
    Span whole = {datagram, datagram + size}, binds;
    *heard = -1;
    if (size > job->room || open_response(&whole, &number, &status, &binds)) return UNREADABLE;
    int64_t message = number - job->first_id;
    if (message < 0 || message >= job->messages) return AGAIN;
    const uint64_t *sender = job->senders + slot * 4, *agent = job->agents + (int64_t)job->agent_of[message] * 4;
    if (sender[0] != agent[0] || sender[1] != agent[1] || sender[2] != agent[2]) return STRANGER;
    if (job->states[message] != ASKED) return AGAIN;
    *heard = (int32_t)message;
    if (status || variables(job, message, binds)) {
        memset(job->tags + job->place_of[message], 0, job->counts[job->question_of[message]]);
        job->states[message] = STRANGE;
        return ODD;
    }
    if (job->text_of[message] >= 0) keep_texts(job, job->text_of[message], binds);
    job->states[message] = DONE;
    return ANSWERED;
}

void nms_walk(const Job *job) {
    for (int64_t i = 0; i < job->count; i++)
        job->fates[i] = take(job, i, &job->heard[i]);
}
