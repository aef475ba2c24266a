/** History from the log, without disturbing the live flow. */
package org.tocsin.replay;
