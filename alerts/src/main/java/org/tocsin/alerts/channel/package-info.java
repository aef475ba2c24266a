/**
 * The ways to people and programs. A {@link org.tocsin.alerts.channel.Channel} checks a destination when it is saved and
 * sends one message; {@link org.tocsin.alerts.channel.Channels} lists them all. To add one, write the class, name it
 * there, and give the contract test a peer that reads its format.
 *
 * <p>What articles say is foreign text: it passes {@link org.tocsin.alerts.channel.Escape} for the format in question, so
 * that no title opens a tag, a header, a link or a mention. Every outgoing request goes through the guarded client.
 */
@NullMarked
package org.tocsin.alerts.channel;

import org.jspecify.annotations.NullMarked;
