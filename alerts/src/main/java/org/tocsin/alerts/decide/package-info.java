/**
 * What becomes of a match. {@link org.tocsin.alerts.decide.Decider} holds the rules and no Kafka: live operation runs it
 * on stores, a preview and a backtest run it in memory, so all three decide alike. Time comes in with every call.
 *
 * <p>For each match there is one decision, {@code sent}, {@code held}, {@code merged} or {@code dropped}, with a reason
 * from {@link org.tocsin.alerts.decide.Reason}: matches = sent + held + merged + dropped. A withdrawn article counts as
 * one match of each subscription that has seen the article. What is held goes out in a digest when its time comes.
 */
@NullMarked
package org.tocsin.alerts.decide;

import org.jspecify.annotations.NullMarked;
