/*
 * Batches and shared children: several mutations in one transaction of etcd, and in one child of it. Rule 3, and "shared children".
 *
 * Four mutations wait in a node's queue: an accept and a reject of the same offer (a client asked twice), and claims of two ports.
 * Another node takes one of those two ports at some moment. The node sends what is independent in one shared child: all of it happens, or
 * nothing, and then each is sent again in a child of its own. etcd makes all compares of a transaction before any write.
 * The answer to one batch gets lost. What became of it is told by the fence (fence.pml).
 *
 * property change_lost          safety    what a client was told stands, and an index key has its record
 * property refusal_had_effect   safety    a mutation that was refused changed nothing
 * property refused_without_cause safety   a mutation is refused only if its own compares failed
 * property port_twice           safety    no claim takes a port that another name has
 * property stuck                liveness  each mutation gets its outcome. Fair: each process that can go on does; one answer gets lost, at most
 *
 * witness kept_back            a member of a shared child is kept back, and commits by itself
 * witness loser_found          the member that failed is told so, when it was sent by itself
 * witness unknown_of_all       the answer to a batch of several is lost
 * witness accept_before_reject the accept commits, and the reject in a later batch conflicts
 *
 * mutant SHARES_KEYS         change_lost            two mutations share a batch though one writes a key that the other compares
 * mutant COMPARES_FIRST_ONLY port_twice             a shared child compares what its first member compares
 * mutant BLAMES_ALL          refused_without_cause  all members of a child that failed count as conflicts
 * mutant ONE_UNKNOWN         refusal_had_effect     rule 3: a lost answer is an unknown outcome for the batch's first mutation alone
 * mutant SENT_TOGETHER_AGAIN stuck                  what was kept back is sent again in one shared child
 */
#include "common.pml"

#define kept_back 1
#define loser_found 2
#define unknown_of_all 3
#define accept_before_reject 4

#define ACCEPT 0
#define REJECT 1
#define CLAIM_1 2
#define CLAIM_2 3
#define MUTATIONS 4

bool change_lost, refusal_had_effect, refused_without_cause, port_twice;

/* The store: an offer on port 0, and who has ports 1 and 2. */
mtype:state = { free, offered, allocated, other };
mtype:state port[3];
bool offer_key = true, instance_key;
bool accept_done, reject_done; /* which change of port 0 has happened */

mtype:outcome = { pending, sent, alone, unknown, committed, conflict };
mtype:outcome outcome[MUTATIONS] = pending;
byte lost_answers = 1;

#define holds(m) ((m == ACCEPT || m == REJECT) && port[0] == offered || m == CLAIM_1 && port[1] == free || m == CLAIM_2 && port[2] == free)
#define is_sent(m) (outcome[m] == sent)
#define may_hold(m) (!is_sent(m) || holds(m))
#define is_waiting(m) (outcome[m] == pending || outcome[m] == alone)

/* The accept and the reject of one offer: the second one waits for the next batch. */
#ifdef SHARES_KEYS
#define collides(m) false
#else
#define collides(m) (m == REJECT && is_sent(ACCEPT))
#endif

inline write(m) {
  if
  :: m == ACCEPT -> port[0] = allocated; instance_key = true; offer_key = false; accept_done = true
  :: m == REJECT -> port[0] = free; offer_key = false; reject_done = true
  :: m == CLAIM_1 ->
    if
    :: port[1] == other -> broken(port_twice)
    :: else
    fi;
    port[1] = offered
  :: m == CLAIM_2 ->
    if
    :: port[2] == other -> broken(port_twice)
    :: else
    fi;
    port[2] = offered
  fi
}

#define happened(m) (m == ACCEPT && accept_done || m == REJECT && reject_done || m == CLAIM_1 && port[1] == offered || m == CLAIM_2 && port[2] == offered)

inline check() {
  if
  :: outcome[ACCEPT] == committed && port[0] != allocated -> broken(change_lost)
  :: instance_key != (port[0] == allocated) || offer_key != (port[0] == offered) -> broken(change_lost)
  :: outcome[CLAIM_1] == conflict && port[1] == offered -> broken(refusal_had_effect)
  :: outcome[CLAIM_2] == conflict && port[2] == offered -> broken(refusal_had_effect)
  :: outcome[ACCEPT] == conflict && accept_done -> broken(refusal_had_effect)
  :: else
  fi
}

proctype Node() {
  byte m, members;
  bool together, applied[MUTATIONS], hold[MUTATIONS], all_hold;
end:
  do
  :: atomic { /* what was kept back goes alone, and first. Else all that is independent goes together */
      is_waiting(0) || is_waiting(1) || is_waiting(2) || is_waiting(3) ->
      together = !(outcome[0] == alone || outcome[1] == alone || outcome[2] == alone || outcome[3] == alone);
      for (m : 0 .. MUTATIONS - 1) {
        if
        :: outcome[m] == pending && together && !collides(m) -> outcome[m] = sent; members++
        :: outcome[m] == alone && !collides(m) -> outcome[m] = sent; members++
        :: else
        fi
      }
#ifdef SENT_TOGETHER_AGAIN
      together = true
#endif
    };
    atomic { /* it arrives */
      all_hold = may_hold(0) && may_hold(1) && may_hold(2) && may_hold(3);
#ifdef COMPARES_FIRST_ONLY
      all_hold = (is_sent(0) -> holds(0) : (is_sent(1) -> holds(1) : (is_sent(2) -> holds(2) : holds(3))));
#endif
      for (m : 0 .. MUTATIONS - 1) {
        hold[m] = is_sent(m) && holds(m)
      }
      for (m : 0 .. MUTATIONS - 1) {
        if
        :: is_sent(m) && (together && members > 1 -> all_hold : hold[m]) -> write(m); applied[m] = true
        :: else
        fi
      }
    };
    if
    :: atomic {
        lost_answers > 0 ->
        lost_answers--;
        if
        :: members > 1 -> reached(unknown_of_all)
        :: else
        fi;
        all_hold = false;
        for (m : 0 .. MUTATIONS - 1) {
          if
          :: is_sent(m) ->
#ifdef ONE_UNKNOWN
            if
            :: all_hold -> outcome[m] = conflict
            :: else -> outcome[m] = unknown
            fi;
            all_hold = true
#else
            outcome[m] = unknown
#endif
          :: else
          fi
        }
        check()
      };
      atomic { /* the fence stands: what is there is proof, and the rest may be sent again */
        for (m : 0 .. MUTATIONS - 1) {
          if
          :: outcome[m] == unknown && happened(m) -> outcome[m] = committed
          :: outcome[m] == unknown && !happened(m) -> outcome[m] = pending
          :: else
          fi
        }
        check()
      }
    :: atomic {
        for (m : 0 .. MUTATIONS - 1) {
          if
          :: is_sent(m) && applied[m] ->
            outcome[m] = committed;
            if
            :: !together -> reached(kept_back)
            :: else
            fi
          :: is_sent(m) && !applied[m] && together && members > 1 ->
#ifdef BLAMES_ALL
            if
            :: hold[m] -> broken(refused_without_cause)
            :: else
            fi;
            outcome[m] = conflict
#else
            outcome[m] = alone
#endif
          :: is_sent(m) && !applied[m] && !(together && members > 1) ->
            if
            :: hold[m] -> broken(refused_without_cause)
            :: else
            fi;
            if
            :: !together -> reached(loser_found)
            :: else
            fi;
            if
            :: m == REJECT && outcome[ACCEPT] == committed -> reached(accept_before_reject)
            :: else
            fi;
            outcome[m] = conflict
          :: else
          fi
        }
        check()
      }
    fi;
    atomic {
      members = 0;
      together = false;
      all_hold = false;
      for (m : 0 .. MUTATIONS - 1) {
        applied[m] = false;
        hold[m] = false
      }
      m = 0
    }
  od
}

proctype OtherNode() {
  if
  :: atomic { port[1] == free -> port[1] = other }
  :: atomic { port[2] == free -> port[2] = other }
  :: true
  fi
}

init {
  atomic {
    port[0] = offered;
    port[1] = free;
    port[2] = free;
    run Node();
    run OtherNode()
  }
}

#define over(m) (outcome[m] == committed || outcome[m] == conflict)
ltl stuck { <> (over(0) && over(1) && over(2) && over(3)) }
