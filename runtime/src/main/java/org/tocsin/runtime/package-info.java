/**
 * How any stage runs: settings, the data directory, the embedded broker, Kafka clients, the HTTP server and the life
 * cycle. Knows nothing of articles beyond their JSON form.
 */
@NullMarked
package org.tocsin.runtime;

import org.jspecify.annotations.NullMarked;
