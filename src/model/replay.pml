/*
 * Asking twice with an Idempotency-Key: the second attempt gets the first one's port, on any node. Rules 1, 5 and 9.
 *
 * One client with one name and one key asks for an offer. It may give up waiting and ask the other node, while its first request
 * goes on. It rejects the offer (which it may ask twice, too), asks again with the same key, and accepts. The lease of an offer
 * ends at any moment. What a node learns of an unknown outcome is true (fence.pml), and may come at any later time.
 *
 * The store holds at most one record of the name, known by its nonce. Two nodes have a mirror each, which catches up at any moment.
 *
 * property change_lost        safety    an offer that the client was told of stands until its lease ends or the client rejects it
 * property refusal_had_effect safety    nobody says name-taken to the key whose record stands
 * property answer_is_old      safety    no answer gives an offer of which the client was told before that it is rejected
 * property stuck              liveness  the client gets an allocation. Fair: each process that can go on does; it gives up once, and one lease ends, at most
 *
 * witness replayed             the second attempt gets the first one's offer
 * witness replayed_late        a first attempt that its client has given up commits after the second was sent
 * witness settled_after_all    a node learns that a transaction has committed, after its client has gone
 * witness lease_ended          an offer's lease ends before the client could accept it, and it gets another one
 * witness late_reject          a repeated reject arrives when the next offer of the same key stands
 * witness accepted_twice       an accept whose answer was lost is answered again
 *
 * mutant NO_BARRIER             answer_is_old       rule 1: a node repeats a yes from its mirror at once
 * mutant NO_REPLAY              refusal_had_effect  a node doesn't look whether the name is taken by the same key
 * mutant UNDOES                 change_lost         rule 5: a node ends an offer that turned out to be committed too late for its client
 * mutant REMOVES_SPOILED        change_lost         rule 9: a node rejects an offer of little time, in spite of its key
 * mutant SECRET_WITHOUT_NONCE   change_lost         the same key has the same secret in the next offer, too
 */
#include "common.pml"

#define replayed 1
#define replayed_late 2
#define settled_after_all 3
#define lease_ended 4
#define late_reject 5
#define accepted_twice 6

#define ATTEMPTS 8 /* more than it takes */
#define NONE 255

bool change_lost, refusal_had_effect, answer_is_old;

/* The store's record of the name. */
byte nonce;     /* 0: none */
bool allocated;

byte mirror[2]; /* by node, the nonce that it shows */

byte nonces;
byte leases_that_end = 1;
#ifdef LIVENESS
byte patience = 1; /* how often the client gives up waiting */
#else
byte patience = 2;
#endif

/* The client. */
byte told;      /* the offer that it counts on */
bool ended[ATTEMPTS + 1]; /* by nonce: its lease has ended */
byte rejected;  /* the offer of which it was told that it is rejected */
bit node;       /* the one that it asks */
byte attempts;
mtype:answer = { none, yes, taken, gone };
mtype:answer answer = none;
byte answered_nonce;
byte current = NONE; /* the attempt that the client waits for */
bool rejecting, accepting, done;

inline remove() {
  if
  :: nonce == told && !rejecting -> broken(change_lost)
  :: else
  fi;
  nonce = 0
}

inline say_yes(n) {
  if
  :: current == a ->
    if
    :: n == nonce -> told = n
    :: n == rejected -> broken(answer_is_old)
    :: n != nonce && n != rejected && !ended[n] -> broken(change_lost)
    :: else
    fi;
    answer = yes;
    answered_nonce = n
  :: else
  fi
}

/* One request for an offer. A node that has planned it goes on, whether its client is still there or not. */
proctype Attempt(byte a; bit at) {
  byte mine;
plan:
  if
  :: atomic { mirror[at] != 0 ->
#ifdef NO_BARRIER
      say_yes(mirror[at]);
      goto over
#endif
    }
    goto taken_by
  :: atomic { mirror[at] == 0 -> nonces++; mine = nonces }
  fi;
  atomic {
    if
    :: nonce == 0 ->
      nonce = mine;
      if
      :: current != a && current != NONE -> reached(replayed_late)
      :: else
      fi
    :: else -> goto taken_by
    fi
  };
  /* The answer comes at once, or late, or by the fence. */
  atomic {
    if
    :: current != a ->
      reached(settled_after_all);
#ifdef UNDOES
      if
      :: nonce == mine && !allocated -> remove()
      :: else
      fi;
#endif
      goto over
    :: else
    fi
  };
#ifdef REMOVES_SPOILED
  if
  :: atomic {
      if
      :: nonce == mine && !allocated -> remove()
      :: else
      fi;
      mirror[at] = nonce
    };
    goto plan
  :: true
  fi;
#endif
  atomic { say_yes(mine); goto over };
taken_by:
  atomic { /* the barrier has passed */
    mirror[at] = nonce;
    if
    :: nonce == 0 -> goto plan
    :: else
    fi;
#ifdef NO_REPLAY
    if
    :: current == a -> broken(refusal_had_effect)
    :: else
    fi;
#endif
    if
    :: current == a -> reached(replayed)
    :: else
    fi;
    say_yes(nonce)
  }
over:
  skip
}

#ifdef SECRET_WITHOUT_NONCE
#define has_secret(n) (nonce != 0)
#else
#define has_secret(n) (nonce == n)
#endif

/* One request that rejects the offer n. */
proctype Reject(byte n; byte a) {
  atomic {
    if
    :: nonce != 0 && nonce != n && !rejecting -> reached(late_reject)
    :: else
    fi;
    if
    :: has_secret(n) && !allocated -> remove()
    :: else
    fi
  };
  atomic {
    if
    :: current == a -> answer = gone
    :: else
    fi
  }
}

proctype Mirrors() {
end:
  do
  :: atomic { mirror[0] != nonce -> mirror[0] = nonce }
  :: atomic { mirror[1] != nonce -> mirror[1] = nonce }
  od
}

/* The lease of an offer ends. Its client can't count on it any more. */
proctype Leases() {
  do
  :: atomic {
      nonce != 0 && !allocated && leases_that_end > 0 ->
      leases_that_end--;
      ended[nonce] = true;
      if
      :: told == nonce -> told = 0
      :: else
      fi;
      nonce = 0
    }
  :: done -> break
  od
}

#define answered (answer != none)

inline forget() {
  current = NONE;
  answer = none;
  answered_nonce = 0
}

proctype Client() {
  byte offer, round;
ask:
  atomic { attempts < ATTEMPTS -> current = attempts; attempts++; run Attempt(current, node) };
  if
  :: atomic { answered -> offer = answered_nonce; forget() }
  :: atomic { patience > 0 && !answered -> patience--; node = 1 - node; current = NONE; goto ask }
  fi;
  if
  :: atomic { round == 0 -> round++; rejecting = true; told = 0 }
reject:
    atomic { attempts < ATTEMPTS -> current = attempts; attempts++; run Reject(offer, current) };
    if
    :: atomic { answered -> forget(); rejected = offer; rejecting = false; goto ask }
    :: atomic { patience > 0 && !answered -> patience--; node = 1 - node; current = NONE; goto reject }
    fi
  :: round == 1
  fi;
  /* Accepts, on any node: that is one compare. */
accept:
  atomic {
    if
    :: nonce == offer ->
      if
      :: allocated -> reached(accepted_twice)
      :: else
      fi;
      allocated = true;
      told = offer
    :: else -> reached(lease_ended); goto ask
    fi
  };
  if
  :: atomic { patience > 0 -> patience--; goto accept }
  :: true
  fi;
  done = true
}

init {
  atomic {
    run Mirrors();
    run Leases();
    run Client()
  }
}

ltl stuck { <> done }
