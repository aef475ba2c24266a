/** The live page: reads topics, streams to browsers. */
@NullMarked
package org.tocsin.dashboard;

import org.jspecify.annotations.NullMarked;
