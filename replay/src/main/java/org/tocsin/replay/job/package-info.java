/** Long readings of the log as jobs over HTTP: started, watched, cancelled, resumed, and what they wrote fetched. */
@NullMarked
package org.tocsin.replay.job;

import org.jspecify.annotations.NullMarked;
