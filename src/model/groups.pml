/*
 * Groups and `next=true` (planned): several names get a port each, or none, and a busy port is exchanged in one transaction.
 *
 * Three ports. A client asks for two names as a group. It accepts, rejects, or lets run out, or rejects the port of the first name as busy and
 * wants the next one under the same secret, and may ask that twice. A rival claims a port, and gives it back or rejects it as busy. Each transaction is planned
 * on what the store held at some moment, and arrives at any later one. Leases of offers end at any moment, and a busy port's rest ends
 * once nobody was promised it any more.
 *
 * property half_group         safety    of a group's offers all stand, or none; an accept takes all that stand
 * property port_twice         safety    no transaction gives a port that another name has
 * property given_early        safety    nobody gets a port that was rejected as busy before its rest is over
 * property refusal_had_effect safety    a `next` that finds no port changes nothing
 * property busy_unasked       safety    no port rests as busy that its client did not reject
 * property stuck              liveness  the client and the rival come to their end. Fair: each process that can go on does
 *
 * witness group_lost_a_race   a claim of a group meets a rival's port, and is planned again
 * witness exchanged           a busy port is exchanged
 * witness repeated_next       the answer to a `next` was lost, and its repetition finds it done
 * witness nothing_free        a `next` finds no port, and the group stands as it was
 * witness ran_out_before_next the group's lease ends while a `next` is on its way
 * witness group_accepted      a group is accepted after an exchange
 *
 * mutant CLAIMS_ONE_BY_ONE   half_group          a group's claim is a child for each name
 * mutant ACCEPTS_ONE_BY_ONE  half_group          a group's accept is a transaction for each name
 * mutant STAYS_ON_OLD_LEASE  half_group          after a `next` the other offers stay on the lease of before
 * mutant NEXT_IN_TWO         refusal_had_effect  a `next` changes the busy port's record first, and claims then
 * mutant NEXT_TWICE          busy_unasked        a repeated `next` doesn't look whether the busy port is still the offer's
 * mutant NEXT_UNCOMPARED     port_twice          a `next` doesn't compare that the new port is free
 * mutant NEXT_IGNORES_BUSY   given_early         a `next` doesn't compare the cooling key of the new port
 * mutant BUSY_WITHOUT_KEY    given_early         a `next` puts no cooling key
 */
#include "common.pml"

#define group_lost_a_race 1
#define exchanged 2
#define repeated_next 3
#define nothing_free 4
#define ran_out_before_next 5
#define group_accepted 6

#define PORTS 3
#define FREE 0
#define RIVAL 3   /* names 1 and 2 are the group's */
#define NO_LEASE 9

bool half_group, port_twice, given_early, refusal_had_effect, busy_unasked;

/* The store. */
byte holder[PORTS];
byte lease[PORTS] = NO_LEASE;
byte mod[PORTS];
bool cooling[PORTS];
bool promised[PORTS];       /* that nobody gets it now: it was rejected as busy */
bool rejected[PORTS];       /* the client has ever called it busy */
byte newest_lease;
byte ends = 1;
byte lost_answers = 1;
byte done;

byte group[2] = PORTS; /* by name of the group: the port that the client was told of */

inline check_group() {
  byte n1, n2, i;
  n1 = 0;
  n2 = 0;
  for (i : 0 .. PORTS - 1) {
    if
    :: holder[i] == 1 -> n1++
    :: holder[i] == 2 -> n2++
    :: else
    fi
  }
  if
  :: n1 != n2 || n1 > 1 -> broken(half_group)
  :: else
  fi;
  n1 = 0;
  n2 = 0;
  i = 0
}

inline put(p, n, l) {
  if
  :: holder[p] != FREE && holder[p] != n -> broken(port_twice)
  :: holder[p] == FREE && promised[p] -> broken(given_early)
  :: else
  fi;
  holder[p] = n;
  lease[p] = l;
  mod[p]++
}

inline delete(p) {
  holder[p] = FREE;
  lease[p] = NO_LEASE;
  mod[p]++
}

#define claimable(p) (holder[p] == FREE && !cooling[p])

#ifdef NEXT_UNCOMPARED
#define new_port_is_free(p) (!cooling[p])
#elif defined(NEXT_IGNORES_BUSY)
#define new_port_is_free(p) (holder[p] == FREE)
#else
#define new_port_is_free(p) claimable(p)
#endif

/* etcd ends the lease of offers, and the rest of a busy port. */
proctype Leases() {
  byte p, l;
end:
  do
  :: atomic {
      ends > 0 && (lease[0] < NO_LEASE || lease[1] < NO_LEASE || lease[2] < NO_LEASE) ->
      ends--;
      if
      :: lease[0] < NO_LEASE -> l = lease[0]
      :: lease[1] < NO_LEASE -> l = lease[1]
      :: lease[2] < NO_LEASE -> l = lease[2]
      fi;
      for (p : 0 .. PORTS - 1) {
        if
        :: lease[p] == l -> delete(p)
        :: else
        fi
      }
      p = 0;
      l = 0;
      check_group()
    }
  :: atomic { cooling[0] -> cooling[0] = false; promised[0] = false }
  :: atomic { cooling[1] -> cooling[1] = false; promised[1] = false }
  :: atomic { cooling[2] -> cooling[2] = false; promised[2] = false }
  od
}

proctype Client() {
  byte a, b, c, seen_a, seen_b, named;
  bool repeats, has_written;
claim:
  if
  :: atomic { claimable(0) && claimable(1) -> a = 0; b = 1 }
  :: atomic { claimable(1) && claimable(2) -> a = 1; b = 2 }
  :: atomic { claimable(0) && claimable(2) -> a = 0; b = 2 }
  fi;
  atomic {
    if
    :: claimable(a) && claimable(b) ->
      newest_lease++;
      put(a, 1, newest_lease);
      put(b, 2, newest_lease);
      seen_a = mod[a];
      seen_b = mod[b];
      check_group()
    :: else ->
      reached(group_lost_a_race);
#ifdef CLAIMS_ONE_BY_ONE
      if
      :: claimable(a) -> put(a, 1, 1)
      :: claimable(b) -> put(b, 2, 1)
      :: else
      fi;
      check_group();
#endif
      goto claim
    fi
  };
  if
  :: goto accept
  :: atomic { /* reject */
      if
      :: mod[a] == seen_a && mod[b] == seen_b -> delete(a); delete(b); check_group()
      :: else
      fi;
      goto over
    }
  :: named = a; rejected[a] = true
  fi;
next:
  /* It names the busy port: on any node, the offers of the secret are looked up. */
  if
  :: atomic { holder[a] != 1 || holder[b] != 2 -> goto over } /* offer-not-found */
  :: atomic {
      holder[a] == 1 && holder[b] == 2 && a != named ->
      reached(repeated_next);
#ifndef NEXT_TWICE
      goto accept
#endif
    }
  :: atomic { holder[a] == 1 && holder[b] == 2 && a == named }
  fi;
#ifdef NEXT_IN_TWO
  atomic {
    if
    :: mod[a] == seen_a && mod[b] == seen_b -> put(a, 1, lease[a]); seen_a = mod[a]; has_written = true
    :: else
    fi
  };
#endif
  if
  :: atomic { claimable(0) -> c = 0 }
  :: atomic { claimable(1) -> c = 1 }
  :: atomic { claimable(2) -> c = 2 }
  :: atomic {
      !claimable(0) && !claimable(1) && !claimable(2) -> /* range-exhausted */
      reached(nothing_free);
      if
      :: has_written -> broken(refusal_had_effect)
      :: else
      fi;
      goto accept
    }
  fi;
  atomic {
    if
    :: mod[a] == seen_a && mod[b] == seen_b && new_port_is_free(c) ->
      delete(a);
      newest_lease++;
      put(c, 1, newest_lease);
#ifndef STAYS_ON_OLD_LEASE
      put(b, 2, newest_lease);
#endif
      if
      :: !rejected[a] -> broken(busy_unasked)
      :: else
      fi;
#ifndef BUSY_WITHOUT_KEY
      cooling[a] = true;
#endif
      promised[a] = true;
      a = c;
      seen_a = mod[a];
      seen_b = mod[b];
      reached(exchanged);
      repeats = true;
      check_group()
    :: else ->
      if
      :: mod[a] != seen_a -> reached(ran_out_before_next)
      :: else
      fi;
      goto next
    fi
  };
  if
  :: atomic { lost_answers > 0 -> lost_answers--; goto next }
  :: true
  fi;
accept:
  atomic {
    if
    :: mod[a] == seen_a && mod[b] == seen_b ->
      if
      :: repeats -> reached(group_accepted)
      :: else
      fi;
      put(a, 1, NO_LEASE);
#ifndef ACCEPTS_ONE_BY_ONE
      put(b, 2, NO_LEASE);
#endif
      check_group()
    :: else -> goto over
    fi
  };
#ifdef ACCEPTS_ONE_BY_ONE
  atomic {
    if
    :: mod[b] == seen_b -> put(b, 2, NO_LEASE)
    :: else
    fi
  };
#endif
over:
  done++
}

proctype Rival() {
  byte p, seen, round;
  do
  :: round < 2 ->
    round++;
    if
    :: atomic { claimable(0) -> p = 0 }
    :: atomic { claimable(1) -> p = 1 }
    :: atomic { claimable(2) -> p = 2 }
    :: break
    fi;
    atomic {
      if
      :: claimable(p) -> put(p, RIVAL, NO_LEASE); seen = mod[p]
      :: else -> break
      fi
    };
    atomic {
      if
      :: mod[p] == seen && holder[p] == RIVAL -> delete(p)
      :: mod[p] == seen && holder[p] == RIVAL ->
        delete(p);
        cooling[p] = true;
        promised[p] = true
      :: else
      fi
    }
  :: break
  od;
  done++
}

init {
  atomic {
    run Leases();
    run Client();
    run Rival()
  }
}

ltl stuck { <> (done == 2) }
