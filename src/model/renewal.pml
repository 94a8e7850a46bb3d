/*
 * Renewing a client's lease (planned): the pair of etcd leases and the order of their keep-alives, with a clock. Rules 12 and 13.
 *
 * A client holds a port on lease L. It renews it through two nodes, at any moment, or stops. It counts L's time from when it sent the
 * last renewal that was acknowledged. A renewal sends a keep-alive of the companion, L + 1, and when that is acknowledged one of L. Each is
 * applied at most TRANSIT ticks after it was sent, or gets lost, and applied after its sender gave up, too. Nodes pause at any moment
 * for any time. The leader may change, which gives both leases their whole time again. etcd ends a lease when its time is up. Then the record
 * on L goes, and the cooling key on the companion keeps the port.
 *
 * Time is what is left. A tick takes one from each.
 *
 * property given_early  safety    the port is not free before its linger is over, from when the client has to stop
 * property linger_short safety    the former name finds its port: the companion outlives the lease by the linger, less a transit and a tick
 * property stuck        liveness  once nobody renews in time the port comes free, however often an ended lease is renewed. Fair: each process that can
 *                                 go on does. One node, one renewal in time, no election
 *
 * witness renewed                both keep-alives are acknowledged, and the client is told
 * witness applied_after_all      a keep-alive is applied after its sender has given up
 * witness sent_both_again        the first keep-alive was too long ago, and both are sent again
 * witness meets_the_end          the companion is kept alive, and the lease ends before it is
 * witness refused                a renewal comes after the lease's end
 * witness election_while_held    a leader is elected while the client holds the port
 *
 * mutant LEASE_FIRST             linger_short  the lease is kept alive before its companion
 * mutant NO_SECOND_ROUND         linger_short  the lease is kept alive, however long ago its companion was
 * mutant ACKNOWLEDGES_ONE        given_early   a renewal is acknowledged though the companion's keep-alive is not
 * mutant COMPANION_FOR_ASKED     given_early   the companion is granted for the ttl that was asked for, not for the one that was granted
 * mutant COUNTS_FROM_ANSWER      given_early   the client counts from when the answer came
 * mutant RENEWS_WITHOUT_ANCHOR   stuck         a companion is kept alive whose lease has ended
 */
#include "common.pml"

#define renewed 1
#define applied_after_all 2
#define sent_both_again 3
#define meets_the_end 4
#define refused 5
#define election_while_held 6

#define ASKED 2
#define GRANTED 3 /* etcd raises short times */
#define LINGER 4
#define TRANSIT 2
#ifdef COMPANION_FOR_ASKED
#define OUTLIVES (ASKED + LINGER)
#else
#define OUTLIVES (GRANTED + LINGER)
#endif

bool given_early, linger_short;

bool lease = true, companion = true;
byte lease_left = GRANTED, companion_left = OUTLIVES;
byte promise_left = GRANTED + LINGER; /* until when the port may not be free */

/* Two renewals at a time, one on each node. Of each, its two keep-alives: of the companion, of the lease. */
mtype:keep_alive = { none, flying, acknowledged, lost };
mtype:keep_alive of_companion[2] = none, of_lease[2] = none;
byte flew_companion[2], flew_lease[2];
bool given_up[2];
byte since_asked[2];  /* ticks since the client asked */
byte since_first[2];  /* ticks since the companion's keep-alive was sent */
bool asking[2];

#ifdef LIVENESS
byte renewals = 1;
byte elections = 0;
#else
byte renewals = 3;
byte elections = 1;
#endif

inline older(x, most) {
  x = (x < most -> x + 1 : x)
}

inline less(x) {
  x = (x > 0 -> x - 1 : 0)
}

#define in_time(message, flew) (message != flying || flew < TRANSIT)

proctype Clock() {
end:
  do
  :: atomic {
      companion && !(lease && lease_left == 0) && !(companion_left == 0) &&
      in_time(of_companion[0], flew_companion[0]) && in_time(of_companion[1], flew_companion[1]) &&
      in_time(of_lease[0], flew_lease[0]) && in_time(of_lease[1], flew_lease[1]) ->
      less(lease_left);
      less(companion_left);
      less(promise_left);
      byte i;
      for (i : 0 .. 1) {
        if
        :: of_companion[i] == flying -> flew_companion[i]++
        :: else
        fi;
        if
        :: of_lease[i] == flying -> flew_lease[i]++
        :: else
        fi;
        if
        :: asking[i] -> older(since_asked[i], GRANTED); older(since_first[i], 2)
        :: else
        fi
      }
      i = 0
    }
  od
}

proctype Etcd() {
  do
  :: atomic {
      lease && lease_left == 0 ->
      lease = false;
      if
      :: !companion || companion_left + TRANSIT + 1 < LINGER -> broken(linger_short)
      :: else
      fi
    }
  :: atomic {
      companion && companion_left == 0 ->
      companion = false;
      if
      :: !lease && promise_left > 0 -> broken(given_early)
      :: else
      fi
    }
  :: atomic {
      elections > 0 && lease ->
      elections--;
      reached(election_while_held);
      lease_left = GRANTED;
      companion_left = (companion -> OUTLIVES : 0)
    }
  :: atomic { !lease && !companion -> break }
  od
}

inline apply_companion(r) {
  of_companion[r] = lost;
  flew_companion[r] = 0;
  if
  :: given_up[r] -> reached(applied_after_all)
  :: else
  fi;
  if
  :: companion -> companion_left = OUTLIVES; of_companion[r] = acknowledged
  :: else
  fi
}

inline apply_lease(r) {
  of_lease[r] = lost;
  flew_lease[r] = 0;
  if
  :: lease -> lease_left = GRANTED; of_lease[r] = acknowledged
  :: else
  fi
}

/* Applies keep-alives, or loses them. */
proctype Network() {
end:
  do
  :: atomic { of_companion[0] == flying -> apply_companion(0) }
  :: atomic { of_companion[1] == flying -> apply_companion(1) }
  :: atomic { of_lease[0] == flying -> apply_lease(0) }
  :: atomic { of_lease[1] == flying -> apply_lease(1) }
  :: atomic { of_companion[0] == flying -> of_companion[0] = lost; flew_companion[0] = 0 }
  :: atomic { of_companion[1] == flying -> of_companion[1] = lost; flew_companion[1] = 0 }
  :: atomic { of_lease[0] == flying -> of_lease[0] = lost; flew_lease[0] = 0 }
  :: atomic { of_lease[1] == flying -> of_lease[1] = lost; flew_lease[1] = 0 }
  od
}

inline send_companion(r) {
  of_companion[r] = flying;
  flew_companion[r] = 0
}

inline send_lease(r) {
  of_lease[r] = flying;
  flew_lease[r] = 0
}

#ifdef ACKNOWLEDGES_ONE
#define companion_is_sure(r) true
#else
#define companion_is_sure(r) (of_companion[r] == acknowledged)
#endif

#ifdef RENEWS_WITHOUT_ANCHOR
#define anchor_stands companion
#else
#define anchor_stands lease
#endif

/* The renewals of one node. */
proctype Node(bit r) {
  do
  :: atomic {
      companion && (renewals > 0 || !lease) && of_companion[r] != flying && of_lease[r] != flying ->
      renewals = renewals - (lease -> 1 : 0);
      asking[r] = true;
      given_up[r] = false;
      since_asked[r] = 0;
      of_companion[r] = none;
      of_lease[r] = none
    };
again:
    if
    :: atomic { !anchor_stands -> reached(refused); goto over } /* lease-not-found */
    :: atomic {
        anchor_stands ->
        since_first[r] = 0;
#ifdef LEASE_FIRST
        send_lease(r)
#else
        send_companion(r)
#endif
      }
    fi;
    if
#ifdef LEASE_FIRST
    :: atomic { of_lease[r] == acknowledged -> send_companion(r) }
#else
#ifdef ACKNOWLEDGES_ONE
    :: atomic { of_companion[r] != flying -> send_lease(r) }
#else
    :: atomic {
        of_companion[r] == acknowledged ->
#ifndef NO_SECOND_ROUND
        if
        :: since_first[r] > 1 -> of_companion[r] = none; reached(sent_both_again); goto again
        :: else
        fi;
#endif
        send_lease(r)
      }
#endif
#endif
    :: atomic { true -> given_up[r] = true; goto over } /* outcome-unknown */
    fi;
    if
    :: atomic {
        of_lease[r] == acknowledged && companion_is_sure(r) ->
        reached(renewed);
#ifdef COUNTS_FROM_ANSWER
        since_asked[r] = 0;
#endif
        if
        :: since_asked[r] < GRANTED && promise_left < GRANTED - since_asked[r] + LINGER -> promise_left = GRANTED - since_asked[r] + LINGER
        :: else
        fi
      }
    :: atomic {
        true ->
        if
        :: of_companion[r] == acknowledged && !lease -> reached(meets_the_end)
        :: else
        fi;
        given_up[r] = true
      }
    fi;
over:
    atomic { asking[r] = false; since_asked[r] = 0; since_first[r] = 0 }
  :: atomic { !companion -> break }
  od
}

init {
  atomic {
    run Clock();
    run Etcd();
    run Network();
    run Node(0)
#ifndef LIVENESS
    ; run Node(1)
#endif
  }
}

ltl stuck { <> !companion }
