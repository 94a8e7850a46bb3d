/*
 * Cooling (planned): nobody gets a port before its rest is over, but the name that had it. Rule 12, and the law of the keys.
 *
 * One port, two names. Each claims the port, and accepts or rejects the offer, rejects it as busy, or lets it run out; then it
 * releases the port. An operator switches the service's reuse delay on and ends a cooling. Each transaction is planned on what
 * the store held at some moment, and arrives at any later one: that is what a mirror, a queue and a slow network come to. A node
 * that dies leaves its transaction on the way, while the client asks again: the first attempt arrives at any time, or never.
 *
 * Time is what is left: of a promise, of the lease of a key, of a lease that a plan has taken. A tick takes one from each. A lease
 * ends at any moment after its time is up.
 *
 * property given_early safety    nobody but the former name gets a port before its cooling is over; nobody at all one that is busy
 * property name_twice  safety    no name has two index keys, and none without its record
 * property stuck       liveness  a name that wants the port gets it in the end. Fair: each process that can go on does; time passes, no node
 *                                  dies, each name wants the port once, and a transaction arrives after the end of its lease once at most
 *
 * witness former_gets_it_back   the former name gets the port while it cools
 * witness offer_leaves_cooling  an offer to the former name runs out, and the port cools on
 * witness busy_while_cooling    the former name rejects the port as busy while it cools
 * witness lease_gone            a lease that a plan has taken ends before the transaction arrives
 * witness delay_switched_on     the delay is switched on while a release is on its way
 * witness late_attempt          a late release meets the port's next owner
 * witness second_rest           the port is released, cools, is given, released, and cools again
 *
 * mutant CLAIM_IGNORES_COOLING     given_early  a claim doesn't compare the cooling key
 * mutant FORMER_BY_NAME            given_early  a claim by the former name compares the key's name, not its mod revision
 * mutant OFFER_ENDS_COOLING        given_early  rule 12: an offer to the former name deletes the cooling key
 * mutant REJECT_ENDS_COOLING       given_early  rule 12: a reject deletes the cooling key
 * mutant BUSY_SHORTENS             given_early  rule 12: a reject as busy puts its own delay over a longer one
 * mutant COOLS_AFTERWARDS          given_early  rule 12: a release deletes the port and puts the cooling key in a second transaction
 * mutant COUNTS_FROM_BEFORE        given_early  rule 12: a plan takes a lease with less than the delay left
 * mutant NO_SERVICE_COMPARE        given_early  a release with a delay doesn't compare the service
 * mutant COMPARES_ONLY_WITH_DELAY  given_early  a release without a delay doesn't compare the service, as the first plan had it
 * mutant NO_REVISION_COMPARE       name_twice   the law of the keys: a release compares the port's number alone
 * mutant INDEX_ALONE               name_twice   the law of the keys: a release deletes its index key though the record's compare failed
 * mutant COOLING_WITHOUT_LEASE     stuck        a cooling key has no lease
 */
#include "common.pml"

#define former_gets_it_back 1
#define offer_leaves_cooling 2
#define busy_while_cooling 3
#define lease_gone 4
#define delay_switched_on 5
#define late_attempt 6
#define second_rest 7

#define NAMES 2
#define DELAY 3 /* the service's reuse delay, once it is switched on */
#define BUSY 2
#define NOBODY NAMES
#define LATE NAMES /* the slot of a transaction whose node has died */

bool given_early, name_twice;

/* The store. */
bit delay_on;              /* the service's record */
byte service_mod;
mtype:state = { free, offered, allocated };
mtype:state state = free;  /* the port's record */
byte holder;
byte port_mod;
bool index[NAMES];         /* the name's index key, offers/ or instances/ */
bool cooling;              /* the cooling key */
bool busy;
byte former, cooling_mod, cooling_left, cooling_delay;

/* What was promised when the port was given up. */
byte promise_left;
byte promised_to;
bit rests;

/* By slot: what a plan has seen and taken. */
byte seen_port[NAMES + 1], seen_service[NAMES + 1], seen_cooling[NAMES + 1], lease_left[NAMES + 1], put_delay[NAMES + 1];

bool ended[NAMES];
#ifdef LIVENESS
#define LAST_ROUND 0
byte deaths = 0;
#else
#define LAST_ROUND 1
byte deaths = 1;
#endif
byte slow = 1; /* how often a lease is gone before its transaction arrives */
byte offers_that_end = 1; /* by themselves */

inline less(x) {
  x = (x > 0 -> x - 1 : 0)
}

proctype Clock() {
end:
  do
  :: atomic {
      (promise_left + cooling_left + lease_left[0] + lease_left[1] + lease_left[2] > 0) &&
      (slow > 0 || (lease_left[0] != 1 && lease_left[1] != 1)) ->
      slow = slow - (lease_left[0] == 1 || lease_left[1] == 1 -> 1 : 0);
      less(promise_left);
      less(cooling_left);
      less(lease_left[0]);
      less(lease_left[1]);
      less(lease_left[2])
    }
  od
}

inline uncool() {
  cooling = false;
  busy = false;
  former = 0;
  cooling_left = 0;
  cooling_delay = 0
}

inline unheld() {
  state = free;
  holder = 0;
  port_mod++
}

/* etcd ends the leases of a cooling key and of an offer. */
proctype Leases() {
end:
  do
#ifndef COOLING_WITHOUT_LEASE
  :: atomic { cooling && cooling_left == 0 -> uncool() }
#endif
  :: atomic {
      state == offered && offers_that_end > 0 ->
      offers_that_end--;
      if
      :: cooling -> reached(offer_leaves_cooling)
      :: else
      fi;
      index[holder] = false;
      unheld()
    }
  od
}

inline check_index() {
  if
  :: index[0] != (state != free && holder == 0) || index[1] != (state != free && holder == 1) -> broken(name_twice)
  :: else
  fi
}

inline cool(name, is_busy, slot) {
  cooling = true;
  busy = is_busy;
  former = name;
  cooling_left = lease_left[slot];
  cooling_delay = put_delay[slot];
  cooling_mod++
}

#ifdef NO_REVISION_COMPARE
#define port_as_seen(slot) (state != free)
#else
#define port_as_seen(slot) (port_mod == seen_port[slot] && state == allocated)
#endif
#ifdef NO_SERVICE_COMPARE
#define service_as_seen(slot) true
#elif defined(COMPARES_ONLY_WITH_DELAY)
#define service_as_seen(slot) (put_delay[slot] == 0 || service_mod == seen_service[slot])
#else
#define service_as_seen(slot) (service_mod == seen_service[slot])
#endif

/* The release of a slot arrives. */
inline release(name, slot, ok) {
  ok = false;
  if
  :: port_as_seen(slot) && service_as_seen(slot) ->
    ok = true;
    index[name] = false;
    unheld();
    promise_left = (delay_on -> (put_delay[slot] == 0 -> DELAY : lease_left[slot]) : 0);
    promised_to = name;
    if
    :: put_delay[slot] > 0 ->
      if
      :: rests -> reached(second_rest)
      :: else
      fi;
      rests = true;
#ifdef COUNTS_FROM_BEFORE
      promise_left++;
#endif
#ifndef COOLS_AFTERWARDS
      cool(name, false, slot)
#endif
    :: else -> uncool()
    fi
  :: else
#ifdef INDEX_ALONE
    -> index[name] = false
#endif
  fi;
  check_index()
}

#ifdef CLAIM_IGNORES_COOLING
#define cooling_as_seen(slot, n) true
#elif defined(FORMER_BY_NAME)
#define cooling_as_seen(slot, n) (seen_cooling[slot] == 0 -> !cooling : cooling && former == n)
#else
#define cooling_as_seen(slot, n) (seen_cooling[slot] == 0 -> !cooling : cooling && cooling_mod == seen_cooling[slot])
#endif

inline claim(n) {
  if
  :: promise_left > 0 && promised_to != n -> broken(given_early)
  :: promise_left > 0 && promised_to == n -> reached(former_gets_it_back)
  :: else
  fi;
  state = offered;
  holder = n;
  port_mod++;
  index[n] = true;
  check_index();
#ifdef OFFER_ENDS_COOLING
  uncool()
#endif
}

/* A transaction whose node has died arrives at any time, while its lease still lives or it needs none. */
proctype Late(byte name; bool is_claim) {
  bool ok;
  if
  :: atomic {
      is_claim ->
      if
      :: state == free && cooling_as_seen(LATE, name) -> claim(name); offers_that_end++
      :: else
      fi
    }
  :: atomic {
      !is_claim ->
      if
      :: state != free && port_mod != seen_port[LATE] -> reached(late_attempt)
      :: else
      fi;
      if
      :: put_delay[LATE] == 0 || lease_left[LATE] > 0 -> release(name, LATE, ok)
      :: else
      fi;
      ok = false
    }
  :: true
  fi
}

proctype Name(byte n) {
  bool ok;
  byte round;
want:
  if
  :: atomic { state == free && (!cooling || (former == n && !busy)) -> seen_cooling[n] = (cooling -> cooling_mod : 0) }
  :: atomic { round > 0 -> goto over }
  fi;
  if
  :: atomic { /* its node dies, and the client asks another one */
      deaths > 0 ->
      deaths--;
      seen_cooling[LATE] = seen_cooling[n];
      seen_cooling[n] = 0;
      run Late(n, true)
    }
    goto want
  :: true
  fi;
  atomic {
    if
    :: state == free && cooling_as_seen(n, n) ->
      claim(n);
      seen_port[n] = port_mod;
      seen_cooling[n] = 0
    :: else -> seen_cooling[n] = 0; goto want
    fi
  };
  if
  :: atomic { /* accept */
      if
      :: port_mod == seen_port[n] && state == offered ->
        state = allocated;
        port_mod++;
        seen_port[n] = port_mod;
        uncool();
        promise_left = 0
      :: else -> seen_port[n] = 0; goto want
      fi
    }
  :: atomic { /* reject, or let it run out */
      ended[n] || round > 0 ->
      if
      :: port_mod == seen_port[n] && state == offered ->
        index[n] = false;
        unheld();
#ifdef REJECT_ENDS_COOLING
        uncool()
#endif
      :: else
      fi;
      seen_port[n] = 0;
      goto over
    }
  :: true -> /* reject as busy */
plan_busy:
    atomic {
      seen_service[n] = service_mod;
#ifdef BUSY_SHORTENS
      put_delay[n] = BUSY;
#else
      put_delay[n] = (cooling && cooling_delay > BUSY && port_mod == seen_port[n] -> cooling_delay : BUSY);
#endif
      lease_left[n] = put_delay[n]
    };
    atomic {
      if
      :: lease_left[n] == 0 -> reached(lease_gone); goto plan_busy
      :: port_mod == seen_port[n] && state == offered && service_mod != seen_service[n] -> goto plan_busy
      :: port_mod == seen_port[n] && state == offered && service_mod == seen_service[n] && lease_left[n] > 0 ->
        if
        :: cooling -> reached(busy_while_cooling)
        :: else
        fi;
        index[n] = false;
        unheld();
        cool(n, true, n);
        promise_left = (promise_left > lease_left[n] -> promise_left : lease_left[n]);
        promised_to = NOBODY
      :: port_mod != seen_port[n] || state != offered
      fi;
      seen_port[n] = 0;
      seen_service[n] = 0;
      put_delay[n] = 0;
      lease_left[n] = 0;
      goto over
    }
  fi;
plan_release:
  atomic {
    seen_service[n] = service_mod;
    put_delay[n] = (delay_on -> DELAY : 0);
    lease_left[n] = put_delay[n];
#ifdef COUNTS_FROM_BEFORE
    if
    :: delay_on -> lease_left[n]--
    :: else
    fi
#endif
  };
  if
  :: atomic { /* its node dies, and the client asks another one */
      deaths > 0 ->
      deaths--;
      seen_port[LATE] = seen_port[n];
      seen_service[LATE] = seen_service[n];
      put_delay[LATE] = put_delay[n];
      lease_left[LATE] = lease_left[n];
      run Late(n, false)
    }
    goto plan_release
  :: atomic {
      if
      :: put_delay[n] > 0 && lease_left[n] == 0 -> reached(lease_gone); goto plan_release
      :: put_delay[n] == 0 || lease_left[n] > 0
      fi;
      if
      :: service_mod != seen_service[n] && put_delay[n] == 0 && port_mod == seen_port[n] -> reached(delay_switched_on)
      :: else
      fi;
      release(n, n, ok);
      if
      :: !ok && port_mod == seen_port[n] -> goto plan_release
      :: else
      fi;
      seen_port[n] = 0;
      seen_service[n] = 0
    };
#ifdef COOLS_AFTERWARDS
    atomic {
      if
      :: ok && put_delay[n] > 0 && lease_left[n] > 0 -> cool(n, false, n)
      :: else
      fi
    };
#endif
    atomic {
      put_delay[n] = 0;
      lease_left[n] = 0;
      ok = false;
      ended[n] = true;
      if
      :: round < LAST_ROUND && n == 0 -> round++; goto want
      :: else
      fi
    }
  fi;
over:
  ended[n] = true
}

proctype Operator() {
  byte seen;
  if
  :: atomic { delay_on = 1; service_mod++ }
  :: true
  fi;
  if
  :: atomic { cooling && state == free -> seen = cooling_mod };
    atomic {
      if
      :: cooling && cooling_mod == seen && state == free -> uncool(); promise_left = 0
      :: else
      fi
    }
  :: true
  fi
}

init {
  atomic {
    run Clock();
    run Leases();
    run Operator();
    run Name(0);
    run Name(1)
  }
}

ltl stuck { <> (ended[0] && ended[1]) }
