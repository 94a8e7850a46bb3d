/*
 * A client's lease after an election of etcd: a former leader that was stopped, and goes on, ends leases by the times that it
 * remembers. Rules 12 and 13, and "After an election" of the design.
 *
 * A client holds two ports on its lease, and counts the lease's time from when it sent the last renewal that was acknowledged. A node
 * renews for it, and may stop midway; the next renewal is another node's, or its own. Pair 0 carries the lease at first. A leader may be elected at any moment: it gives each lease its whole
 * time again, and the former one remembers which leases it knows and when they end. From then on it may end those at any moment.
 * etcd ends a lease when its time is up. Each pair is one lease here: the companion goes the same way.
 *
 * Time is what is left. A tick takes one from each.
 *
 * property lost_early safety    by the client's clock, both ports stand on its lease
 *
 * witness thawed_in_vain    the former leader ends a pair that carries nothing any more
 * witness ended_midway      the anchor ends with the former pair, and one port has been moved already
 * witness finished_by_next  a renewal finishes what another one has begun
 * witness seen_behind       the barrier behind the keep-alive shows an election
 * witness moved_twice       a second election, and a third pair
 *
 * mutant SAME_PAIR          lost_early  the pair is never replaced
 * mutant ANCHOR_FIRST       lost_early  the anchor is put on the new pair before the ports are
 * mutant MOVES_ON           lost_early  a move that was begun in an earlier term is not finished before the next one begins
 * mutant SETTLES_AT_ONCE    lost_early  the anchor is put on the new pair though a port is left on the former one
 * mutant NO_SECOND_BARRIER  lost_early  a renewal is acknowledged when the keep-alive is
 * mutant TERM_AFTER_GRANT   lost_early  the anchor names the term in which it is put, not one before the grant
 */
#include "common.pml"

#define thawed_in_vain 1
#define ended_midway 2
#define finished_by_next 3
#define seen_behind 4
#define moved_twice 5

#define TTL 3
#define PAIRS 3
#define GONE 7
#define NODES 1

bool lost_early;

/* Of each pair: whether it lives, the time that it has left, and what the former leader remembers of it. */
bool live[PAIRS];
byte left[PAIRS];
bool known[PAIRS];
byte former_left[PAIRS];
byte granted = 1;

/* The anchor: the pair that it is on, and what it says. */
byte anchor_on = 0;
byte carrier = 0;
bool moving = false;
byte anchor_term = 1;
byte version = 0;

byte port_on[2]; /* the pair that each port is on */

byte term = 1;
byte elections = 2;
byte renewals = 3;
byte promise_left = TTL;

bool asking[NODES];
byte since_asked[NODES];

inline less(x) {
  x = (x > 0 -> x - 1 : 0)
}

inline end_pair(p) {
  live[p] = false;
  left[p] = 0;
  if
  :: anchor_on == p && moving && (port_on[0] == carrier || port_on[1] == carrier) -> reached(ended_midway)
  :: else
  fi;
  anchor_on = (anchor_on == p -> GONE : anchor_on);
  if
  :: (port_on[0] == p || port_on[1] == p) && promise_left > 0 -> broken(lost_early)
  :: else
  fi;
  port_on[0] = (port_on[0] == p -> GONE : port_on[0]);
  port_on[1] = (port_on[1] == p -> GONE : port_on[1])
}

#define no_time_is_up (!(live[0] && left[0] == 0) && !(live[1] && left[1] == 0) && !(live[2] && left[2] == 0))

proctype Clock() {
  byte i;
end:
  do
  :: atomic {
      no_time_is_up && (live[0] || live[1] || live[2]) ->
      for (i : 0 .. PAIRS - 1) {
        less(left[i]);
        less(former_left[i])
      }
      less(promise_left);
      for (i : 0 .. NODES - 1) {
        if
        :: asking[i] && since_asked[i] < TTL -> since_asked[i]++
        :: else
        fi
      }
      i = 0
    }
  od
}

proctype Etcd() {
  byte p;
end:
  do
  :: atomic {
      !no_time_is_up ->
      p = (live[0] && left[0] == 0 -> 0 : (live[1] && left[1] == 0 -> 1 : 2));
      end_pair(p);
      p = 0
    }
  :: atomic {
      elections > 0 ->
      elections--;
      term++;
      for (p : 0 .. PAIRS - 1) {
        known[p] = live[p];
        former_left[p] = (live[p] -> left[p] : 0);
        left[p] = (live[p] -> TTL : 0)
      }
      p = 0
    }
  od
}

/* It went on after it was stopped, and asks for the end of what is over by its times. */
proctype FormerLeader() {
end:
  do
  :: atomic {
      known[0] && live[0] && former_left[0] == 0 ->
      if
      :: carrier != 0 && anchor_on != 0 && anchor_on != GONE && port_on[0] != 0 && port_on[1] != 0 -> reached(thawed_in_vain)
      :: else
      fi;
      end_pair(0)
    }
  :: atomic { known[1] && live[1] && former_left[1] == 0 -> end_pair(1) }
  :: atomic { known[2] && live[2] && former_left[2] == 0 -> end_pair(2) }
  od
}

/* Renews, again and again. It may stop at any moment, and leaves what it has begun. Two that renew at once compare the anchor, as all do. */
proctype Node(byte me) {
  byte seen_term, seen_version, pair, kept;
  bool began;
  do
  :: atomic {
      renewals > 0 ->
      renewals--;
      asking[me] = true;
      since_asked[me] = 0;
      kept = GONE;
      began = false
    }
plan:
    if
    :: goto stops
    :: atomic { anchor_on == GONE -> goto stops }
    :: atomic {
        anchor_on != GONE ->
        seen_term = term;
        seen_version = version;
        if
        :: kept != GONE && anchor_term != seen_term -> reached(seen_behind)
        :: else
        fi
      }
    fi;
    if
#ifndef SAME_PAIR
#ifdef MOVES_ON
    :: anchor_term != seen_term ->
#else
    :: anchor_term != seen_term && !moving ->
#endif
      if
      :: atomic {
          granted < PAIRS ->
          pair = granted;
          granted++;
          live[pair] = true;
          left[pair] = TTL
        }
      :: granted >= PAIRS -> goto stops
      fi;
      atomic {
        if
        :: version == seen_version && anchor_on != GONE && live[pair] ->
          carrier = pair;
          moving = true;
          began = true;
          version++;
#ifdef TERM_AFTER_GRANT
          anchor_term = term;
#else
          anchor_term = seen_term;
#endif
#ifdef ANCHOR_FIRST
          anchor_on = pair;
#endif
          if
          :: pair == 2 -> reached(moved_twice)
          :: else
          fi
        :: else
        fi
      };
      goto plan
#endif
    :: atomic {
#ifdef MOVES_ON
        anchor_term == seen_term &&
#endif
        version == seen_version && moving && anchor_on != GONE && live[carrier] ->
#ifndef SETTLES_AT_ONCE
        if
        :: port_on[0] != carrier && port_on[0] != GONE -> port_on[0] = carrier; goto plan
        :: port_on[1] != carrier && port_on[1] != GONE -> port_on[1] = carrier; goto plan
        :: else
        fi;
#endif
        if
        :: !began -> reached(finished_by_next)
        :: else
        fi;
        anchor_on = carrier;
        moving = false;
        version++;
        goto plan
      }
    :: atomic { moving && live[carrier] == false -> goto stops }
    :: atomic { version != seen_version -> goto plan }
    :: atomic {
#ifndef SAME_PAIR
        anchor_term == seen_term &&
#endif
        version == seen_version && !moving ->
        if
        :: kept == carrier -> goto answers
        :: else
        fi;
        if
        :: live[carrier] -> left[carrier] = TTL; kept = carrier
        :: else -> goto stops
        fi;
#ifdef NO_SECOND_BARRIER
        goto answers;
#else
        goto plan
#endif
      }
    fi;
answers:
    atomic {
      if
      :: since_asked[me] < TTL ->
        if
        :: port_on[0] == GONE || port_on[1] == GONE -> broken(lost_early)
        :: else
        fi;
        promise_left = (promise_left > TTL - since_asked[me] -> promise_left : TTL - since_asked[me])
      :: else
      fi
    };
stops:
    atomic {
      asking[me] = false;
      since_asked[me] = 0;
      kept = GONE;
      pair = 0;
      seen_term = 0;
      seen_version = 0
    }
  :: atomic { renewals == 0 -> break }
  od
}

init {
  atomic {
    live[0] = true;
    left[0] = TTL;
    run Clock();
    run Etcd();
    run FormerLeader();
    run Node(0)
  }
}
