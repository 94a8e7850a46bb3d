/*
 * The barrier: a node answers from its mirror only what is at least as new as every change that was acknowledged before the
 * request came. Rules 1, 2 and 10.
 *
 * The store is a revision, and a mirror is the revision that it has reached. One node reads; the other one writes, so all that
 * the reading node learns comes by its watch. Watches die without a word, reads get lost, other programs write keys that no
 * watch of ours tells of, and etcd is restored once from an older snapshot.
 *
 * property answer_is_old safety    an answer shows every change that was acknowledged before its request came
 * property stuck         liveness  each request is answered. Fair: each process that can go on does; one read is lost, and one watch dies, at most
 *
 * witness waits_for_next_read   a request comes while a read is on its way, and waits for the next one
 * witness read_lost             a read is lost, and sent again
 * witness listed_again          a watch died without a word, and the node lists all keys again
 * witness progress_asked        the newest revision is another program's, and the watch reports progress
 * witness restore_noticed       etcd was restored, and the node finds the revision gone back
 * witness bump_followed         etcd was restored to a higher revision, and the node lists again
 *
 * mutant NO_BARRIER             answer_is_old  rule 1: a node answers from the mirror at once
 * mutant JOINS_EARLIER_READ     answer_is_old  rule 2: a request shares a read that was sent before it came
 * mutant SERIALIZABLE_READ      answer_is_old  rule 2: a member that lags behind answers the read
 * mutant NO_RELIST              stuck          rule 2: a mirror that stays behind is not listed again
 * mutant NO_RESTORE_CHECK       answer_is_old  rule 10: a revision that went back passes the barrier
 * mutant WAITS_FOR_OLD_HISTORY  stuck          rule 10: a request goes on waiting for a revision of the history before the restore
 * mutant REVISIONS_REUSED       answer_is_old  restore without --bump-revision: the new history reaches revisions of the old one
 */
#include "common.pml"

#define waits_for_next_read 1
#define read_lost 2
#define listed_again 3
#define progress_asked 4
#define restore_noticed 5
#define bump_followed 6

#define REQUESTS 2
#define BUMP 10

bool answer_is_old;

/* The store. */
byte revision = 2;
byte event = 2;        /* revision of the newest change of our keys */
byte acknowledged = 2; /* the newest change of which a client was told */
bit history;           /* flips when etcd is restored */
bool may_write = true;

/* The reading node. */
byte mirror = 2;
bit mirror_history;
bool watching = true; /* the watch still tells something. The node doesn't know it */

mtype:call = { none, sent, answered };
mtype:call call = none;
byte read_revision;
byte known; /* the newest revision that the node knew when it sent the read */

mtype:request = { absent, unread, reading, catching_up, done };
mtype:request request[REQUESTS] = absent;
byte floor[REQUESTS];       /* what was acknowledged when the request came */
bit history_then[REQUESTS]; /* the history when it came */
byte needed[REQUESTS];      /* the revision of its read */

byte losses = 1;
byte deaths = 1;

inline list_again() {
  mirror = revision;
  mirror_history = history;
  watching = true;
#ifndef WAITS_FOR_OLD_HISTORY
  if
  :: needed[0] > revision -> needed[0] = 0
  :: else
  fi;
  if
  :: needed[1] > revision -> needed[1] = 0
  :: else
  fi
#endif
}

inline answer(r) {
  if
  :: history_then[r] == history && (mirror_history != history || mirror < floor[r]) -> broken(answer_is_old)
  :: else
  fi;
  request[r] = done
}

proctype Client(byte r) {
  atomic {
    floor[r] = acknowledged;
    history_then[r] = history;
#ifdef NO_BARRIER
    answer(r)
#else
    request[r] = unread;
    if
    :: call != none ->
      reached(waits_for_next_read)
#ifdef JOINS_EARLIER_READ
      ; request[r] = reading
#endif
    :: else
    fi
#endif
  }
}

#define behind(r) (request[r] == catching_up && mirror < needed[r])
#define caught_up(r) (request[r] == catching_up && mirror >= needed[r])

proctype Node() {
  byte r;
end:
  do
  :: atomic {
      call == none && (request[0] == unread || request[1] == unread) ->
      for (r : 0 .. REQUESTS - 1) {
        if
        :: request[r] == unread -> request[r] = reading
        :: else
        fi
      }
      call = sent;
      known = mirror
    }
  :: atomic {
      call == answered ->
      if
      :: read_revision < known ->
        if
        :: mirror_history != history -> reached(restore_noticed)
        :: else
        fi
#ifndef NO_RESTORE_CHECK
        ; list_again()
#endif
      :: else
      fi;
      for (r : 0 .. REQUESTS - 1) {
        if
        :: request[r] == reading -> request[r] = catching_up; needed[r] = read_revision
        :: else
        fi
      }
      call = none
    }
  :: atomic { caught_up(0) -> answer(0) }
  :: atomic { caught_up(1) -> answer(1) }
#ifndef NO_RELIST
  :: atomic {
      behind(0) || behind(1) ->
      if
      :: !watching -> reached(listed_again)
      :: else
      fi;
      if
      :: revision >= BUMP && mirror < BUMP -> reached(bump_followed)
      :: else
      fi;
      list_again()
    }
#endif
  od
}

/* The watch tells the changes in order, and where nothing of ours changed, its progress when it is asked. */
proctype Watch() {
end:
  do
  :: atomic { watching && mirror < event -> mirror++ }
  :: atomic {
      watching && (behind(0) || behind(1)) && mirror >= event && mirror < revision ->
      reached(progress_asked);
      mirror = revision
    }
  :: atomic { watching && deaths > 0 -> deaths--; watching = false }
  od
}

proctype Store() {
end:
  do
  :: atomic {
      call == sent ->
      read_revision = revision;
#ifdef SERIALIZABLE_READ
      if
      :: true
      :: read_revision = revision - 1
      fi;
#endif
      call = answered
    }
  :: atomic {
      call == sent && losses > 0 ->
      losses--;
      reached(read_lost);
      call = none;
      byte r;
      for (r : 0 .. REQUESTS - 1) {
        if
        :: request[r] == reading -> request[r] = unread
        :: else
        fi
      }
    }
  od
}

/* The other node, and another program. */
proctype Writers() {
  byte changes, mine;
  do
  :: atomic { may_write && changes < 2 -> changes++; revision++; event = revision; mine = revision };
    atomic {
      if
      :: acknowledged < mine && mine <= revision -> acknowledged = mine
      :: else /* lost by a restore */
      fi
    }
  :: atomic { may_write && changes < 2 -> changes++; revision++ } /* not below our prefix */
  :: break
  od
}

/* The documented restore bumps the revision. One without is noticed as long as its history stays below the mirror's revision. */
proctype Restore() {
  if
  :: atomic {
      history = 1 - history;
      revision = revision + BUMP;
      event = revision;
      acknowledged = 2;
      watching = false
    }
  :: atomic {
      history = 1 - history;
      revision = 1;
      event = 1;
      acknowledged = 1;
      watching = false;
#ifndef REVISIONS_REUSED
      may_write = false
#endif
    }
  :: true
  fi
}

init {
  atomic {
    run Node();
    run Watch();
    run Store();
    run Writers();
    run Restore();
    run Client(0);
    run Client(1)
  }
}

ltl stuck { <> (request[0] == done && request[1] == done) }
