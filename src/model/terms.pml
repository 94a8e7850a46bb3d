/*
 * Terms: an offer lives as long as its answer says, a port rests as long as its service says, and nothing is done for a request
 * whose time is up. Rules 6, 9 and 12 (planned), with a clock.
 *
 * A node keeps a lease that several promises share: it is granted for one tick more than they last. The answer to the grant takes its
 * time. A request comes, waits in the queue, is planned, and its transaction arrives after some time, at most TRANSIT ticks later.
 * Its answer may take as long. A node may pause at any moment. etcd ends a lease at any moment after its time is up.
 *
 * property early_end    safety    what was promised until some moment stands until then
 * property short_offer  safety    no client gets an offer with less than half of its time left
 * property late_effect  safety    nothing happens for a request later than its limit, and the time of a transit
 * property stuck        liveness  the request is answered. Fair: each process that can go on does; the node pauses for three ticks in all
 *
 * witness lease_shared       a plan takes the lease that an earlier one has used
 * witness lease_too_old      a plan finds too little left of the lease, and takes a new one
 * witness lease_gone         the lease has ended before the transaction arrives
 * witness offer_spoiled      a commit comes back when less than half of the offer's time is left, and is planned anew
 * witness given_up           the request's time is up before it is planned
 *
 * mutant AGE_FROM_ANSWER      early_end    rules 9 and 12: the age of a lease counts from the answer to its grant
 * mutant ANY_LEASE            early_end    rules 9 and 12: a plan takes a lease, however little is left of it
 * mutant TERM_FROM_COMMIT     early_end    rules 9 and 12: the time counts from the commit, not from the plan
 * mutant GIVES_SPOILED        short_offer  rule 9: an offer is given, however late its commit came back
 * mutant NO_LIMIT             late_effect  rule 6: a request is planned, however long ago it came
 * mutant PLANS_LATE_SENDS     late_effect  rule 6: the limit counts when a request is planned, not when it is sent
 * mutant GOES_ON_WITHOUT_LEASE stuck       rule 9: a plan whose lease is gone is sent again on the same lease
 */
#include "common.pml"

#define lease_shared 1
#define lease_too_old 2
#define lease_gone 3
#define offer_spoiled 4
#define given_up 5

#define TERM 3       /* what an offer, or a cooling, lasts */
#define GRANTED 4    /* what a lease is granted for */
#define TRANSIT 2
#define LIMIT 2      /* nothing is planned or sent so long after the request came */

bool early_end, short_offer, late_effect;

byte now;
byte end_of_time = 12;

/* The node's lease: how it sees its age, when etcd may end it, and whether it stands. */
bool granted, stands;
byte lease_from;
byte lease_ends;
byte uses;

/* The record: until when it was promised. */
bool record;
byte promised_until;

byte pauses = 3;
byte since;          /* how long that has taken */
byte over;           /* requests that were answered */
bool done;

/* Time passes while nothing is overdue. A step of a transit is overdue after TRANSIT ticks; a node that doesn't pause takes none. */
mtype:step = { rest, node, transit };
mtype:step step = rest;

proctype Clock() {
end:
  do
  :: atomic {
      now < end_of_time && (step == rest || (step == transit && since < TRANSIT) || (step == node && pauses > 0)) ->
      pauses = pauses - (step == node -> 1 : 0);
      since = (step == transit -> since + 1 : 0);
      now++
    }
  od
}

inline begin(s) {
  step = s;
  since = 0
}

proctype Leases() {
end:
  do
  :: atomic {
      stands && now >= lease_ends ->
      stands = false;
      if
      :: record && now < promised_until -> broken(early_end)
      :: else
      fi;
      record = false
    }
  od
}

#define is_spoiled (2 * (now - planned) > TERM)
#define lease_is_good (granted && lease_from + GRANTED >= now + TERM)

proctype Request(bool is_offer) {
  byte came, planned, sent;
  atomic { came = now; begin(node) };
plan:
#ifndef NO_LIMIT
  if
  :: atomic { now >= came + LIMIT -> reached(given_up); goto leave }
  :: atomic { now < came + LIMIT }
  fi;
#endif
#ifdef ANY_LEASE
  if
  :: atomic { granted -> planned = now; goto send }
  :: atomic { !granted }
  fi;
#else
  if
  :: atomic { lease_is_good ->
      if
      :: uses > 0 -> reached(lease_shared)
      :: else
      fi;
      planned = now;
      goto send
    }
  :: atomic { !lease_is_good ->
      if
      :: granted -> reached(lease_too_old)
      :: else
      fi
    }
  fi;
#endif
  /* A new lease. The request is planned when there is one. */
  atomic { sent = now; begin(transit) };
  atomic {
    stands = true;
    record = false;
    lease_ends = now + GRANTED;
    begin(transit)
  };
  atomic {
    granted = true;
    uses = 0;
#ifdef AGE_FROM_ANSWER
    lease_from = now;
#else
    lease_from = sent;
#endif
    begin(node);
    goto plan
  };
send:
  atomic {
#if !defined(NO_LIMIT) && !defined(PLANS_LATE_SENDS)
    if
    :: now >= came + LIMIT -> goto leave
    :: else
    fi;
#endif
    begin(transit)
  };
  atomic { /* it arrives */
    if
    :: now > came + LIMIT + TRANSIT -> broken(late_effect)
    :: else
    fi;
    if
    :: stands ->
      record = true;
      uses = 1;
#ifdef TERM_FROM_COMMIT
      planned = now;
#endif
      promised_until = planned + TERM
    :: else ->
      reached(lease_gone);
      begin(node);
#ifndef GOES_ON_WITHOUT_LEASE
      granted = false;
      goto plan
#else
      came = now;
      goto send
#endif
    fi;
    begin(transit)
  };
  atomic { /* its answer arrives */
    begin(node);
#ifndef GIVES_SPOILED
    if
    :: is_offer && is_spoiled -> reached(offer_spoiled); record = false; goto plan
    :: else
    fi;
#endif
    if
    :: is_offer && is_spoiled -> broken(short_offer)
    :: else
    fi
  };
leave:
  atomic { begin(rest); over++ }
}

/* An offer or a cooling, and then another one, which may find the lease of the first. */
proctype Requests() {
  if
  :: run Request(true)
  :: run Request(false)
  fi;
  over == 1;
  if
  :: atomic { now <= 4 -> record = false; run Request(true) };
    over == 2
  :: atomic { now <= 4 -> record = false; run Request(false) };
    over == 2
  :: atomic { now > 4 }
  fi;
  done = true
}

init {
  atomic {
    run Clock();
    run Leases();
    run Requests()
  }
}

ltl stuck { <> done }
