/**
 * Who wants to hear of what. {@link org.tocsin.alerts.subscription.Subscriptions} holds every subscription as the topic has
 * it, each query in the index; {@link org.tocsin.alerts.subscription.SubscriptionCheck} refuses bad ones, field by field;
 * {@link org.tocsin.alerts.subscription.SubscriptionFiles} are the same things as YAML.
 *
 * <p>Many writers agree through the log alone: an edit is written under the version after the one that it edits, readers
 * take the first of each next version, and a writer waits until it has read back whose edit that was.
 */
@NullMarked
package org.tocsin.alerts.subscription;

import org.jspecify.annotations.NullMarked;
