package io.portmaster.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedExceptionTest {
    @Test
    void isAnAnswerAndNotAFault() {
        Refusal refusal = new Refusal.PortNotFound("web-01");

        RefusedException refused = new RefusedException(refusal);

        assertThat(refused.refusal()).isSameAs(refusal);
        assertThat(refused.getStackTrace()).isEmpty();
    }
}
