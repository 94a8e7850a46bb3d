package io.portmaster.etcd;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the state of each member: one line each time that the state changes. */
final class MemberNews {
    private static final Logger log = LoggerFactory.getLogger(MemberNews.class);

    private static final String SILENT = "silent";
    private static final String USABLE = "usable";

    private final Supplier<List<Member>> members;
    private final Map<Member, String> states = new HashMap<>();
    private final Map<Member, String> warnings = new HashMap<>();

    /** @param members the current list. What is known of a member that has left the list is dropped */
    MemberNews(Supplier<List<Member>> members) {
        this.members = members;
    }

    /** The member answers, and is of another installation. */
    void stranger(Member member, String strangeness) {
        if (isNews(member, strangeness)) {
            log.atWarn().addKeyValue("member", member.label()).log("etcd at {} is a stranger: {}", member, strangeness);
        }
    }

    void silent(Member member, String why) {
        if (isNews(member, SILENT)) {
            log.atWarn().addKeyValue("member", member.label()).log("etcd at {} does not answer: {}", member, why);
        }
    }

    /** The member answers, is of this installation, and can't be used. */
    void unusable(Member member, String problem) {
        if (isNews(member, problem)) {
            log.atWarn().addKeyValue("member", member.label()).log("etcd at {} can't be used: it {}", member, problem);
        }
    }

    void usable(Member member) {
        if (isNews(member, USABLE)) {
            log.atInfo()
                    .addKeyValue("member", member.label())
                    .log("etcd at {} is a member of this installation's cluster", member);
        }
    }

    /** The member can be used, and something is wrong with it. */
    void warning(Member member, String warning) {
        if (!warning.equals(warnings.put(member, warning))) {
            log.atWarn().addKeyValue("member", member.label()).log("etcd at {} can be used, but {}", member, warning);
        }
    }

    private boolean isNews(Member member, String state) {
        List<Member> listed = members.get();
        if (states.size() > listed.size()) {
            states.keySet().retainAll(listed);
            warnings.keySet().retainAll(listed);
        }
        return !state.equals(states.put(member, state));
    }
}
