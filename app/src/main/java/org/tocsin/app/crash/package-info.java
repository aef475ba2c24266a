/** The parts of the crash test: the program in a process of its own, the articles pushed, the receiver, the right answers. */
@NullMarked
package org.tocsin.app.crash;

import org.jspecify.annotations.NullMarked;
