/*
 * Leases of clients (planned): allocations on a pair of etcd leases, which end at any moment. Rules 6 and 13 (planned), and the law of the keys.
 *
 * Two ports. An agent holds its name's port on lease 0. It restarts and moves it to lease 1, while a request of before hangs; or it
 * releases it; then it wants a port once more. A rival claims what it can. Somebody ends lease 0: a node may die midway, and another
 * one goes on. Each lease ends by itself at any moment, and each companion, too: renewal.pml shows that the companion ends
 * later, and nothing but the linger rests on that. A lease's anchors are its own keys: each stands just as long as its lease does.
 *
 * Each transaction is planned on what the store held at some moment, and arrives at any later one. A node that dies leaves its
 * transaction on the way: it arrives at any time, or never.
 *
 * property port_twice    safety    no claim takes a port that another name has
 * property name_twice    safety    each index key has its record, and each record its index key
 * property change_lost   safety    an allocation stands until its lease ends, or is ended, or its name releases it
 * property moved_back    safety    an allocation that was moved to lease 1 is never moved to lease 0
 * property given_early   safety    nobody but the former name gets a port that lingers, or whose service lets it rest
 * property left_behind   safety    an end revokes a lease only when nothing is on it: all was released as its service asks
 * property batch_refused safety    no transaction names a lease that has ended: etcd would refuse the whole batch
 * property stuck         liveness  the agent, the rival and the end come to their end. Fair: each process that can go on does. Somebody
 *                                  renews lease 0 all the time, the other leases end, no request hangs, and the service lets its ports rest
 *
 * witness ends_while_accepting     a lease ends while an accept onto it is on its way
 * witness ending_while_accepting   an end begins while an accept onto the lease is on its way
 * witness ends_by_itself_midway    the lease runs out while it is being ended
 * witness gone_on_elsewhere        a second node goes on with an end that the first one began
 * witness got_it_back              the former name gets its port back while it lingers
 * witness moved                    the allocation is moved while its old lease is being ended
 * witness hung_request_refused     the hung request arrives after the move
 * witness late_release             a release that was planned before the lease's end arrives when the name has another port
 * witness companion_kept           an end leaves the companion, because a port lingers on it
 * witness companion_revoked        an end revokes the companion
 *
 * mutant NO_PORT_COMPARE       port_twice     a claim doesn't compare that the port is free
 * mutant NO_NAME_COMPARE       name_twice     a claim doesn't compare that the name is free
 * mutant SPLIT_LEASES          name_twice     the law of the keys: the record is on the companion, and its index key on the lease
 * mutant INDEX_WITHOUT_LEASE   name_twice     the law of the keys: the index key has no lease, and its record has
 * mutant NO_ANCHOR_COMPARE     batch_refused  rule 13: an accept doesn't compare the lease's anchor
 * mutant NO_COMPANION_COMPARE  batch_refused  rule 13: an accept doesn't compare the companion's anchor
 * mutant ENDING_NOT_MARKED     left_behind    an end doesn't rewrite the anchor
 * mutant ENDS_ON_OLD_MIRROR    left_behind    rule 1: an end doesn't wait for the barrier before it looks at what is on the lease
 * mutant ENDS_MOVED            change_lost    rule 6: an end's release is planned again for a port that is on another lease by now
 * mutant REVOKES_COMPANION     given_early    an end revokes the companion, whatever is on it
 * mutant MOVES_WITHOUT_MATCH   moved_back     an accept moves an allocation without If-Match
 * mutant ENDING_IS_REFUSED     stuck          nobody goes on with a lease that is `ending`
 */
#include "common.pml"

#define ends_while_accepting 1
#define ending_while_accepting 2
#define ends_by_itself_midway 3
#define gone_on_elsewhere 4
#define got_it_back 5
#define moved 6
#define hung_request_refused 7
#define late_release 8
#define companion_kept 9
#define companion_revoked 10

#define PORTS 2
#define AGENT 0
#define RIVAL 1
#define NONE 3    /* no lease, no port, nobody */
#define RESTING 4 /* on the lease of a reuse delay */

bool port_twice, name_twice, change_lost, moved_back, given_early, left_behind, batch_refused;

/* The store. */
bool lease[2] = true, companion[2] = true;
bool ending[2];                 /* the anchor says so */
byte holder[PORTS] = NONE;      /* the port's record */
byte on[PORTS] = NONE;          /* its lease */
byte mod[PORTS];
byte index[2] = NONE;           /* by name, the port */
bool lingers[PORTS];            /* only with SPLIT_LEASES: the record of a port that cools */
byte cools_on[PORTS] = NONE;    /* the cooling key's lease: that companion, or RESTING */
byte former[PORTS] = NONE;
byte cooling_mod[PORTS];
bit reuse_delay;

/* What clients were told. */
byte told_port = NONE, told_lease = NONE;
bool releasing, moved_on;
byte promised[PORTS] = NONE;    /* the only name that may have it now */
byte promised_on[PORTS] = NONE;

byte deaths = 1;
byte done;

inline check_index() {
  if
  :: index[0] < PORTS && (holder[index[0]] != 0 || lingers[index[0]]) -> broken(name_twice)
  :: index[1] < PORTS && (holder[index[1]] != 1 || lingers[index[1]]) -> broken(name_twice)
  :: holder[0] < NONE && !lingers[0] && index[holder[0]] != 0 -> broken(name_twice)
  :: holder[1] < NONE && !lingers[1] && index[holder[1]] != 1 -> broken(name_twice)
  :: else
  fi
}

/* The record of a port goes. `by_right`: its lease ends, or is ended, or its name releases it. */
inline unheld(p, by_right) {
  if
  :: holder[p] == AGENT && p == told_port && !(by_right) -> broken(change_lost)
  :: holder[p] == AGENT && p == told_port -> told_port = NONE; told_lease = NONE
  :: else
  fi;
  holder[p] = NONE;
  on[p] = NONE;
  lingers[p] = false;
  mod[p]++
}

inline uncool(p) {
  cools_on[p] = NONE;
  former[p] = NONE
}

inline promise(p, n, where) {
  promised[p] = n;
  promised_on[p] = where
}

/* Lease l ends: all that is on it goes, and its ports linger. */
inline end_lease(l) {
  lease[l] = false;
  ending[l] = false;
  for (p : 0 .. PORTS - 1) {
    if
    :: on[p] == l ->
      if
      :: companion[l] -> promise(p, holder[p], l)
      :: else
      fi;
#ifdef SPLIT_LEASES
      index[holder[p]] = NONE;
      if
      :: p == told_port && holder[p] == AGENT -> told_port = NONE; told_lease = NONE
      :: else
      fi;
      lingers[p] = true
#elif defined(INDEX_WITHOUT_LEASE)
      unheld(p, true)
#else
      index[holder[p]] = NONE;
      unheld(p, true)
#endif
    :: else
    fi
  }
  p = 0;
  check_index()
}

inline end_companion(l) {
  companion[l] = false;
  for (p : 0 .. PORTS - 1) {
    if
    :: cools_on[p] == l -> uncool(p)
    :: else
    fi;
#ifdef SPLIT_LEASES
    if
    :: lingers[p] && on[p] == l -> unheld(p, true)
    :: else
    fi
#endif
  }
  p = 0
}

/* Leases that nobody renews. What cools on a companion that ended by itself has lingered long enough. */
proctype Leases() {
  byte p;
end:
  do
#ifndef LIVENESS /* somebody renews it: nothing but its end ends it */
  :: atomic { lease[0] -> end_lease(0) }
#endif
  :: atomic { lease[1] -> end_lease(1) }
  :: atomic {
      companion[0] ->
      end_companion(0);
      for (p : 0 .. PORTS - 1) {
        if
        :: promised_on[p] == 0 -> promise(p, NONE, NONE)
        :: else
        fi
      }
      p = 0
    }
  :: atomic {
      companion[1] ->
      end_companion(1);
      for (p : 0 .. PORTS - 1) {
        if
        :: promised_on[p] == 1 -> promise(p, NONE, NONE)
        :: else
        fi
      }
      p = 0
    }
  :: atomic { cools_on[0] == RESTING -> uncool(0); promise(0, NONE, NONE) }
  :: atomic { cools_on[1] == RESTING -> uncool(1); promise(1, NONE, NONE) }
  od
}

/* How an accept onto lease l, planned when that lease was alive, finds the lease. */
#ifdef NO_ANCHOR_COMPARE
#define anchor_stands(l) true
#else
#define anchor_stands(l) (lease[l] && !ending[l])
#endif
#ifdef NO_COMPANION_COMPARE
#define companion_stands(l) true
#else
#define companion_stands(l) companion[l]
#endif

inline put_on(p, n, l) {
  if
  :: l < NONE && (!lease[l] || !companion[l]) -> broken(batch_refused)
  :: n == AGENT && l == 0 && moved_on -> broken(moved_back)
  :: else
  fi;
  holder[p] = n;
  on[p] = l;
  mod[p]++;
  index[n] = p;
  if
  :: l < NONE -> cools_on[p] = l; former[p] = n; cooling_mod[p]++
  :: else -> uncool(p)
  fi;
  promise(p, NONE, NONE);
  check_index()
}

#ifdef NO_PORT_COMPARE
#define port_is_free(p) true
#else
#define port_is_free(p) (holder[p] == NONE)
#endif
#ifdef NO_NAME_COMPARE
#define name_is_free(n) true
#else
#define name_is_free(n) (index[n] == NONE)
#endif

#define claimable(p, n) (holder[p] == NONE && (cools_on[p] == NONE || former[p] == n))

/* An allocation of port p for name n onto lease l, or NONE, whose plan saw that cooling key. */
inline claim(p, n, l, seen, ok) {
  ok = false;
  if
  :: port_is_free(p) && name_is_free(n) && (seen == NONE -> cools_on[p] == NONE : cools_on[p] != NONE && cooling_mod[p] == seen - 4) ->
    if
    :: l == NONE -> ok = true
    :: l < NONE && anchor_stands(l) && companion_stands(l) -> ok = true
    :: else ->
      if
      :: lease[l] && ending[l] -> reached(ending_while_accepting)
      :: !lease[l] -> reached(ends_while_accepting)
      :: else
      fi
    fi
  :: else
  fi;
  if
  :: ok ->
    if
    :: holder[p] != NONE -> broken(port_twice)
    :: promised[p] != NONE && promised[p] != n -> broken(given_early)
    :: promised[p] == n -> reached(got_it_back)
    :: else
    fi;
    put_on(p, n, l)
  :: else
  fi
}

/* A release of port p, which a plan saw at that mod revision, with its service's delay. */
inline release(p, seen, by_right, ok) {
  ok = false;
  if
  :: holder[p] != NONE && mod[p] == seen ->
    ok = true;
    index[holder[p]] = NONE;
    former[p] = holder[p];
    if
    :: reuse_delay -> cools_on[p] = RESTING; cooling_mod[p]++; promise(p, holder[p], RESTING)
    :: else -> uncool(p); promise(p, NONE, NONE)
    fi;
    unheld(p, by_right);
    check_index()
  :: else
  fi
}

/* The first attempts of nodes that have died. */
proctype LateClaim(byte p; byte n; byte l; byte seen) {
  bool ok;
  if
  :: atomic { claim(p, n, l, seen, ok); ok = false }
  :: true
  fi
}

proctype LateRelease(byte p; byte seen) {
  bool ok;
  if
  :: atomic {
      if
      :: mod[p] != seen && index[AGENT] != NONE && index[AGENT] != p -> reached(late_release)
      :: else
      fi;
      release(p, seen, true, ok);
      ok = false
    }
  :: true
  fi
}

/* A request to accept onto lease 0, without If-Match. It hangs somewhere, and arrives at any time. */
proctype Hung() {
  byte p, seen;
  if
  :: atomic {
      index[AGENT] != NONE && !lingers[index[AGENT]] && on[index[AGENT]] != 0 && lease[0] && !ending[0] && companion[0] ->
      p = index[AGENT];
      seen = mod[p];
      reached(hung_request_refused)
    };
#ifdef MOVES_WITHOUT_MATCH
    atomic {
      if
      :: holder[p] == AGENT && mod[p] == seen && anchor_stands(0) && companion_stands(0) ->
        put_on(p, AGENT, 0)
      :: else
      fi
    }
#endif
  :: true
  fi
}

inline choose_port(n) {
  if
  :: claimable(0, n) -> p = 0
  :: claimable(1, n) -> p = 1
  fi;
  seen = (cools_on[p] == NONE -> NONE : cooling_mod[p] + 4)
}

proctype Agent() {
  byte p, seen, onto;
  bool ok, again;
  /* A port on lease 0. */
  if
  :: atomic { lease[0] && !ending[0] && companion[0] -> choose_port(AGENT) };
    if
    :: atomic { deaths > 0 -> deaths--; run LateClaim(p, AGENT, 0, seen) }
    :: atomic {
        claim(p, AGENT, 0, seen, ok);
        if
        :: ok -> told_port = p; told_lease = 0
        :: else
        fi;
        ok = false
      }
    fi
  :: atomic { !lease[0] || ending[0] || !companion[0] }
  fi;
  /* It moves it to lease 1, as it read it, or releases it. */
  if
  :: atomic {
      index[AGENT] != NONE && on[index[AGENT]] == 0 && lease[1] && companion[1] ->
      p = index[AGENT];
      seen = mod[p]
    };
    atomic {
      if
      :: holder[p] == AGENT && mod[p] == seen && lease[1] && companion[1] ->
        if
        :: ending[0] -> reached(moved)
        :: else
        fi;
        put_on(p, AGENT, 1);
        told_port = p;
        told_lease = 1;
        moved_on = true
      :: else
      fi
    }
  :: atomic { index[AGENT] != NONE -> p = index[AGENT]; seen = mod[p] };
    if
    :: atomic { deaths > 0 -> deaths--; releasing = true; told_port = NONE; told_lease = NONE; run LateRelease(p, seen) }
    :: atomic { release(p, seen, true, ok); ok = false }
    fi
  :: true
  fi;
  /* It wants a port once more, once its name has none. */
  if
  :: atomic { index[AGENT] == NONE -> choose_port(AGENT) };
    atomic {
      moved_on = false;
      claim(p, AGENT, NONE, seen, ok);
      if
      :: ok -> told_port = p; told_lease = NONE
      :: else
      fi
    }
  :: true
  fi;
  done++
}

proctype Rival() {
  byte p, seen;
  bool ok;
  atomic {
    if
    :: claimable(0, RIVAL) -> p = 0
    :: claimable(1, RIVAL) -> p = 1
    fi;
    seen = (cools_on[p] == NONE -> NONE : cooling_mod[p] + 4)
  };
  atomic { claim(p, RIVAL, NONE, seen, ok); ok = false };
  done++
}

#define is_on(p) (holder[p] != NONE && on[p] == 0 && !lingers[p])

/* DELETE of lease 0. Each step may be the last one of its node: then another one is asked the same. */
proctype End() {
  byte p, seen[PORTS], list, died;
  bool began, ok, keeps;
again:
  if
  :: atomic { lease[0] && !ending[0] };
#ifdef ENDS_ON_OLD_MIRROR
    atomic { list = (is_on(0) -> 1 : 0) + (is_on(1) -> 2 : 0); seen[0] = mod[0]; seen[1] = mod[1]; keeps = (cools_on[0] == 0 || cools_on[1] == 0) };
#endif
    atomic {
      if
      :: lease[0] -> began = true;
#ifndef ENDING_NOT_MARKED
        ending[0] = true
#endif
      :: else
      fi
    }
  :: atomic { lease[0] && ending[0] ->
#ifdef ENDING_IS_REFUSED
      goto again
#else
      reached(gone_on_elsewhere)
#endif
    }
  :: atomic { !lease[0] -> goto over } /* lease-not-found */
  fi;
  if
  :: atomic { deaths > 0 -> deaths--; died = 1; goto again }
  :: true
  fi;
release_all:
#ifndef ENDS_ON_OLD_MIRROR
  atomic { list = (is_on(0) -> 1 : 0) + (is_on(1) -> 2 : 0); seen[0] = mod[0]; seen[1] = mod[1] };
#endif
  if
  :: atomic { list & 1 -> release(0, seen[0], on[0] == 0, ok);
#ifdef ENDS_MOVED
      if
      :: !ok && holder[0] == AGENT -> release(0, mod[0], on[0] == 0, ok)
      :: else
      fi;
#endif
      ok = false
    }
  :: atomic { !(list & 1) }
  fi;
  if
  :: atomic { list & 2 -> release(1, seen[1], on[1] == 0, ok); ok = false }
  :: atomic { !(list & 2) }
  fi;
#ifndef ENDS_ON_OLD_MIRROR
  if
  :: atomic { is_on(0) || is_on(1) -> goto release_all }
  :: atomic { !is_on(0) && !is_on(1) }
  fi;
#endif
  if
  :: atomic { deaths > 0 -> deaths--; died = 1; goto again }
  :: true
  fi;
  atomic { /* the revoke arrives */
    if
    :: is_on(0) || is_on(1) -> broken(left_behind)
    :: lease[0] && !is_on(0) && !is_on(1) -> end_lease(0)
    :: else -> reached(ends_by_itself_midway)
    fi
  };
  atomic {
#ifndef ENDS_ON_OLD_MIRROR
    keeps = (cools_on[0] == 0 || cools_on[1] == 0);
#endif
#ifdef REVOKES_COMPANION
    keeps = false;
#endif
    skip
  };
  if
  :: atomic { keeps -> reached(companion_kept) }
  :: atomic { !keeps && companion[0] -> reached(companion_revoked); end_companion(0) }
  :: atomic { !keeps && !companion[0] }
  fi;
over:
  done++
}

init {
  atomic {
    if
#ifndef LIVENESS
    :: reuse_delay = 0
#endif
    :: reuse_delay = 1
    fi;
    run Leases();
    run Agent();
    run Rival();
#ifndef LIVENESS
    run Hung();
#endif
    run End()
  }
}

ltl stuck { <> (done == 3) }
