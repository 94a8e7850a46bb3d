package io.portmaster.cli.client;

import io.portmaster.wire.GrantBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;

/** Prints what a secret stands for. */
public final class Grants {
    private Grants() {}

    public static void print(Session session, GrantBody grant) {
        if (grant instanceof GroupBody group) {
            session.printer().one(GroupView.at(session.now()), group);
        } else {
            session.printer().one(PortView.at(session.now()), (HoldingBody) grant);
        }
    }
}
