/*
 * The fence: an unknown outcome is settled, and never guessed. Rules 3, 4 and 6.
 *
 * Two clients, each with one name, ask two nodes for a port and release it by its number; one of them then asks once more. A transaction may
 * arrive at any later time or get lost, and its answer may come too late. A node may die and start again at any moment.
 * Each read of a node passes the barrier (barrier.pml), so a node plans on what the store holds when it plans.
 *
 * property port_twice         safety    no client is told of a port that another one was told of and has not released
 * property change_lost        safety    what a client was told stands: its port until it releases it, and then no port
 * property refusal_had_effect safety    after "nothing happened" nothing has happened, and nothing happens later
 * property stuck              liveness  each client is answered. Fair: each process that can go on does; one answer and one
 *                                     put of a fence get lost, at most, and no node dies
 *
 * witness settled_as_committed   an unknown outcome turns out to be committed
 * witness settled_as_not         an unknown outcome turns out not to be, and never to become so
 * witness late_attempt_fenced    a late first attempt meets the fence
 * witness sent_again_committed   a mutation is sent again after the fence stands, and commits
 * witness delete_found_done      a release of unknown outcome turns out to be done, and the port has its next owner
 * witness fence_put_again        a fence has to be put twice
 * witness died_while_sent        a node dies while its transaction is on its way
 *
 * mutant UNKNOWN_IS_NOTHING        refusal_had_effect  rule 3: a deadline counts as "nothing happened"
 * mutant UNKNOWN_IS_DONE           change_lost         rule 3: a deadline counts as committed
 * mutant NO_FENCE                  refusal_had_effect  rule 4: an unknown outcome is settled by reading alone
 * mutant NO_FENCE_RESENDS          change_lost         rule 4: without a fence, a node reads and sends again
 * mutant FENCE_NOT_AWAITED         change_lost         rule 4: a node goes on before its fence is acknowledged
 * mutant FENCE_NOT_COMPARED        change_lost         rule 4: transactions don't compare the fence
 * mutant READ_BELOW_FENCE          refusal_had_effect  rule 4: a node looks at a mirror that is older than its fence
 * mutant KEEPS_ID                  stuck               rule 4: a node goes on with the id that it has fenced
 * mutant DELETES_WHAT_IS_THERE     change_lost         rule 6: a release is planned again for another record
 */
#include "common.pml"

#define settled_as_committed 1
#define settled_as_not 2
#define late_attempt_fenced 3
#define sent_again_committed 4
#define delete_found_done 5
#define fence_put_again 6
#define died_while_sent 7

#define PORTS 2
#define CLIENTS 2
#define FLIGHTS 3
#define NOWHERE 3
#define LAST_ROUND 1 /* ends with a port that is kept */

bool port_twice, change_lost, refusal_had_effect;

/* The store. A nonce stands for the whole record, and so for its mod revision. */
byte nonce[PORTS];   /* 0: no key */
byte holder[PORTS];  /* the name under this nonce */
byte index[CLIENTS] = NOWHERE; /* by name, the port */
byte fence[2];       /* by node: its ids up to this one are fenced */

byte id[2] = 1;      /* by node: the one that it sends under */
byte raising[2];     /* by node: how many of its requests raise a fence */
byte nonces[CLIENTS];

/* What is on its way to the store. */
mtype:kind = { nothing, claim, release };
mtype:outcome = { pending, committed, conflict, fenced };
typedef Flight {
  mtype:kind kind = nothing;
  mtype:outcome outcome = pending;
  bool awaited; /* the node still waits for the answer */
  bit node;
  byte id;
  byte name;
  byte port;
  byte nonce
}
Flight flight[FLIGHTS];

byte lost_answers = 1;
byte lost_puts = 1;
#ifdef LIVENESS
byte deaths = 0;
#else
byte deaths = 1;
#endif

/* What each client knows by the answers that it was given. */
mtype:told = { asking, owns, has_none, was_refused, doubts };
mtype:told told[CLIENTS] = has_none;
byte told_port[CLIENTS];
byte finished;

inline check(c) {
  if
  :: told[c] == owns && (nonce[told_port[c]] == 0 || holder[told_port[c]] != c) -> broken(change_lost)
  :: told[c] == has_none && index[c] != NOWHERE -> broken(change_lost)
  :: told[c] == was_refused && index[c] != NOWHERE -> broken(refusal_had_effect)
  :: else
  fi
}

inline check_all() {
  check(0);
  check(1)
}

inline forget(f) {
  flight[f].kind = nothing;
  flight[f].outcome = pending;
  flight[f].awaited = false;
  flight[f].node = 0;
  flight[f].id = 0;
  flight[f].name = 0;
  flight[f].port = 0;
  flight[f].nonce = 0
}

inline apply(f) {
  if
#ifndef FENCE_NOT_COMPARED
  :: flight[f].id <= fence[flight[f].node] ->
    if
    :: !flight[f].awaited -> reached(late_attempt_fenced)
    :: else
    fi;
    flight[f].outcome = fenced
  :: else ->
#else
  :: true ->
#endif
    if
    :: flight[f].kind == claim && nonce[flight[f].port] == 0 && index[flight[f].name] == NOWHERE ->
      nonce[flight[f].port] = flight[f].nonce;
      holder[flight[f].port] = flight[f].name;
      index[flight[f].name] = flight[f].port;
      flight[f].outcome = committed
    :: flight[f].kind == release && nonce[flight[f].port] == flight[f].nonce ->
      index[holder[flight[f].port]] = NOWHERE;
      nonce[flight[f].port] = 0;
      holder[flight[f].port] = 0;
      flight[f].outcome = committed
    :: else -> flight[f].outcome = conflict
    fi
  fi;
  check_all();
  if
  :: !flight[f].awaited -> forget(f)
  :: else
  fi
}

#define may_arrive(f) (flight[f].kind != nothing && flight[f].outcome == pending)

/* Transactions arrive in any order. One that nobody waits for any more may get lost. */
proctype Network() {
end:
  do
  :: atomic { may_arrive(0) -> apply(0) }
  :: atomic { may_arrive(1) -> apply(1) }
  :: atomic { may_arrive(2) -> apply(2) }
  :: atomic { may_arrive(0) && !flight[0].awaited -> forget(0) }
  :: atomic { may_arrive(1) && !flight[1].awaited -> forget(1) }
  :: atomic { may_arrive(2) && !flight[2].awaited -> forget(2) }
  od
}

inline send(k) {
  f = 0;
  do
  :: flight[f].kind != nothing -> f++
  :: else -> break
  od;
  sent_under = id[node];
  flight[f].kind = k;
  flight[f].awaited = true;
  flight[f].node = node;
  flight[f].id = sent_under;
  flight[f].name = c;
  flight[f].port = port;
  flight[f].nonce = mine
}

/* Puts the fence until that is acknowledged, and goes on with another id. Nothing else is sent meanwhile. */
inline raise_fence() {
#if !defined(NO_FENCE) && !defined(NO_FENCE_RESENDS)
  do
  :: atomic {
      fence[node] = (fence[node] < sent_under -> sent_under : fence[node]);
#ifndef KEEPS_ID
      id[node] = (id[node] <= sent_under -> sent_under + 1 : id[node]);
#endif
      if
      :: lost_puts == 0 -> reached(fence_put_again)
      :: else
      fi;
      break
    }
  :: atomic { /* the put is lost, or late: then it changes nothing that the next one doesn't */
      lost_puts > 0 -> lost_puts--;
#ifdef FENCE_NOT_AWAITED
      break
#endif
    }
  od;
#endif
  raising[node]--
}

/* The client hears no more from this node, which forgets all and starts under an id that nobody has fenced. */
inline die() {
  deaths--;
  reached(died_while_sent);
  flight[f].awaited = false;
  if
  :: flight[f].outcome != pending -> forget(f)
  :: else
  fi;
  id[node]++;
  told[c] = doubts
}

inline lose_answer() {
  lost_answers--;
  raising[node]++;
  flight[f].awaited = false;
  if
  :: flight[f].outcome != pending -> forget(f)
  :: else
  fi
}

inline say_yes() {
  if
  :: told[1 - c] == owns && told_port[1 - c] == port -> broken(port_twice)
  :: else
  fi;
  told[c] = owns;
  told_port[c] = port;
  check_all()
}

inline say(answer) {
  told[c] = answer;
  check_all()
}

/* One client asks any node, the other one always the same. */
inline choose_node() {
  if
  :: c == 0 -> node = 0
  :: node = 1
  fi
}

proctype Client(byte c) {
  byte round, port, mine, f, sent_under;
  bit node;
  bool again;

ask:
  atomic {
    choose_node();
    told[c] = asking;
    again = false;
    nonces[c]++;
    mine = nonces[c] * CLIENTS + c
  }

plan_claim:
  atomic {
    raising[node] == 0 ->
    if
    :: nonce[0] == 0 -> port = 0
    :: nonce[1] == 0 -> port = 1
    :: else -> say(was_refused); goto over /* range-exhausted */
    fi;
    send(claim)
  }
  if
  :: atomic {
      flight[f].outcome == committed -> forget(f);
      if
      :: again -> reached(sent_again_committed)
      :: else
      fi;
      say_yes()
    }
  :: atomic { flight[f].outcome == conflict || flight[f].outcome == fenced -> forget(f); goto plan_claim }
  :: atomic { deaths > 0 -> die(); goto over }
  :: atomic { lost_answers > 0 -> lose_answer() };
#ifdef UNKNOWN_IS_NOTHING
    atomic { raising[node]--; say(was_refused); goto over }
#endif
#ifdef UNKNOWN_IS_DONE
    atomic { raising[node]--; say_yes(); goto has_port }
#endif
    raise_fence();
    if
    :: atomic { nonce[port] == mine -> reached(settled_as_committed); say_yes() }
#ifdef READ_BELOW_FENCE
    :: atomic { nonce[port] == mine -> say(was_refused); goto over }
#endif
#ifndef NO_FENCE
    :: atomic {
        nonce[port] != mine ->
        reached(settled_as_not);
        again = true;
        nonces[c]++;
        mine = nonces[c] * CLIENTS + c;
        goto plan_claim
      }
#endif
#ifndef NO_FENCE_RESENDS
    :: atomic { nonce[port] != mine -> say(was_refused); goto over } /* store-unavailable */
#endif
    fi
  fi;

has_port:
  if
  :: round == LAST_ROUND -> goto over
#ifdef LIVENESS
  :: c == 1 -> goto over
#endif
  :: else
  fi;
  atomic { choose_node(); told[c] = asking }
plan_release:
  atomic { raising[node] == 0 -> send(release) }
  if
  :: atomic { flight[f].outcome == committed || flight[f].outcome == conflict -> forget(f); say(has_none) }
  :: atomic { flight[f].outcome == fenced -> forget(f); goto plan_release }
  :: atomic { deaths > 0 -> die(); goto over }
  :: atomic { lost_answers > 0 -> lose_answer() };
#ifdef UNKNOWN_IS_NOTHING
    atomic { raising[node]--; say(owns); goto over }
#endif
#ifdef UNKNOWN_IS_DONE
    atomic { raising[node]--; say(has_none); goto released }
#endif
    raise_fence();
    if
    :: atomic { nonce[port] == mine -> goto plan_release }
#ifndef NO_FENCE_RESENDS
    :: atomic { nonce[port] == mine -> say(owns); goto over } /* store-unavailable */
#endif
    :: atomic {
        nonce[port] != mine ->
        if
        :: nonce[port] != 0 ->
          reached(delete_found_done)
#ifdef DELETES_WHAT_IS_THERE
          ; mine = nonce[port];
          goto plan_release
#endif
        :: else
        fi;
        say(has_none)
      }
    fi
  fi;

released:
  atomic {
    if
    :: c == 0 ->
      round++;
      port = 0;
      sent_under = 0;
      goto ask
    :: else
    fi
  }
over:
  finished++
}

init {
  atomic {
    run Network();
    run Client(0);
    run Client(1)
  }
}

ltl stuck { <> (finished == CLIENTS) }
