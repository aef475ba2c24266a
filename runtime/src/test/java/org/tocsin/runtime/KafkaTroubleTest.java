package org.tocsin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class KafkaTroubleTest {
    @Test
    void namesWhatIsNotAllowedHoweverDeepItLies() {
        assertThat(KafkaTrouble.of(new StreamsException(
                        "no", new RuntimeException(new TopicAuthorizationException(Set.of("tocsin.tagged"))))))
                .startsWith("the Kafka cluster does not allow what is needed of topics tocsin.tagged. Whoever")
                .contains("tocsin topics create --acl");
        assertThat(KafkaTrouble.of(GroupAuthorizationException.forGroupId("tocsin-tag")))
                .contains("the group tocsin-tag. ");
        assertThat(KafkaTrouble.of(new TransactionalIdAuthorizationException("no")))
                .contains("its transactional id. ");
        assertThat(KafkaTrouble.of(new SaslAuthenticationException("wrong password")))
                .isEqualTo("the Kafka cluster does not let us in: wrong password; check the file of kafka-config");
    }

    @Test
    void saysWhatSetsHowLargeARecordMayBe() {
        assertThat(KafkaTrouble.of(new RuntimeException(new RecordTooLargeException("The message is 9 bytes"))))
                .startsWith("a record is larger than the Kafka cluster takes")
                .contains("topic-configs", "The message is 9 bytes");
    }

    @Test
    void leavesEveryOtherErrorAsItIs() {
        assertThat(KafkaTrouble.of(new IllegalStateException("x"))).isEqualTo("java.lang.IllegalStateException: x");
    }

    @Test
    void saysThatATopicThatIsReadIsGone() {
        assertThat(KafkaTrouble.of(new MissingSourceTopicException("One or more source topics were missing")))
                .isEqualTo(
                        "the cluster has lost a topic that is read here; a new start creates it, without what it held");
    }
}
